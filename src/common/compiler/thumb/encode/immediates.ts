// Which constants fit into instructions, and as which bits (ARMv7-M, A5.3.2). The
// questions at the end are asked while code is lowered; each answers for the function of constants.ts that it names.

/**
 * The 12 bits of a constant that is a byte from 0x80 to 0xff, rotated right by 8 to 31: the rotation, and the byte without its
 * top bit, which is always set. Undefined when the constant is none. Turning it left by the rotation gives the byte back.
 */
function rotatedByte(value: number): number | undefined {
  for (let rotation = 8; rotation < 32; rotation++) {
    const byte = ((value << rotation) | (value >>> (32 - rotation))) >>> 0;
    if (byte >= 0x80 && byte <= 0xff) return (rotation << 7) | (byte & 0x7f);
  }
  return undefined;
}

/**
 * The 12 bits of a Thumb-2 "modified immediate" that stands for a 32-bit value, signed or not: a byte, a byte in each half
 * word or in all four, or a byte with its top bit set anywhere. Undefined when there are none.
 */
export function modifiedImmediate(value: number): number | undefined {
  const v = value >>> 0;
  if (v <= 0xff) return v;
  const first = v & 0xff;
  if (v === first * 0x00010001) return 0x100 | first;
  if (v === first * 0x01010101) return 0x300 | first;
  const second = (v >>> 8) & 0xff;
  if (v === second * 0x01000100) return 0x200 | second;
  return rotatedByte(v);
}

/** The number of 12 such bits; undefined where it has a byte more than once. */
export function ofModifiedImmediate(bits: number): number | undefined {
  if (bits < 0x100) return bits;
  if (bits < 0x400) return undefined;
  const [byte, rotation] = [0x80 | (bits & 0x7f), bits >> 7];
  return ((byte >>> rotation) | (byte << (32 - rotation))) >>> 0;
}

/**
 * The 8 bits of VMOV.F32's constant for a float's bits: ±(16 to 31) / 16 · 2^(-3 to 4). They are the sign, three bits of the
 * exponent and the four upper bits of the significand. Undefined when there are none.
 */
export function floatImmediate(bits: number): number | undefined {
  if ((bits & 0x7ffff) !== 0) return undefined; // the significand's other 19 bits
  // The exponent's upper bits are NOT(b), b, b, b, b, b; of these b is kept.
  const exponent = (bits >>> 25) & 0x3f;
  if (exponent !== 0x20 && exponent !== 0x1f) return undefined;
  return ((bits >>> 24) & 0x80) | ((exponent & 1) << 6) | ((bits >>> 19) & 0x3f);
}

const isModified = (value: number): boolean => modifiedImmediate(value) !== undefined;
/** Whether an instruction can hold it, or, as SUB for ADD and CMN for CMP, its negative. */
const eitherSign = (value: number): boolean => isModified(value) || isModified(-value);
/** Whether an instruction can hold it, or, as BIC for AND, ORN for ORR and MVN for MOV, its complement. */
const eitherWay = (value: number): boolean => isModified(value) || isModified(~value);

/** Thumb-2: whether addConstant() takes a value, when flags need not be set: any up to 4095 (ADDW, SUBW), and modified immediates. */
export const addable = (value: number): boolean =>
  Math.abs(value | 0) <= 4095 || eitherSign(value | 0);

/** Thumb-2: whether addConstant() takes a value when it has to set the flags. */
export const addableSettingFlags = (value: number): boolean => eitherSign(value | 0);

/** Thumb-2: whether cmpConstant() takes a value. */
export const comparable = (value: number): boolean => eitherSign(value | 0);

/** Thumb-2: whether andConstant(), orrConstant() take a value. */
export const andable = eitherWay;
export const orrable = eitherWay;

/** Thumb-2: whether eorConstant() takes a value. */
export const eorable = (value: number): boolean => isModified(value) || value >>> 0 === 0xffffffff;

/** Thumb-1: whether movConstant() and cmpConstant() take a value. */
export const isByte = (value: number): boolean => value >>> 0 <= 0xff;
