// Loads and stores of core registers, the narrow form wherever there is one. t is the register that is loaded or stored, n holds the address.
import {
  core,
  coreOrStack,
  type Halves,
  isLow,
  LR,
  PC,
  refuse,
  SP,
  wide,
  within,
} from "./operands.js";

/** A word at n + an offset from −255 to 4095, which need be no multiple of 4. n may be sp. */
const access =
  (name: string, narrow: number, word: number) =>
  (t: number, n: number, offset = 0): Halves => {
    const scaled = offset / 4;
    if (isLow(t, n) && Number.isInteger(scaled) && scaled >= 0 && scaled <= 31) {
      return [narrow | (scaled << 6) | (n << 3) | t];
    }
    if (n === SP && isLow(t) && offset % 4 === 0 && offset >= 0 && offset <= 1020) {
      return [(narrow & 0x0800) | 0x9000 | (t << 8) | scaled];
    }
    core(name, t);
    coreOrStack(name, n);
    within(name, offset, -255, 4095);
    const at = (n << 16) | (t << 12);
    return offset >= 0
      ? wide(word | at | offset)
      : wide((word & ~0x00800000) | at | 0xc00 | -offset);
  };

export const ldr = access("ldr", 0x6800, 0xf8d00000);
export const str = access("str", 0x6000, 0xf8c00000);

/** A set of registers as bits; each once, in any order. */
export function registerList(
  name: string,
  registers: readonly number[],
  allowed: (register: number) => boolean,
  expected: string,
): number {
  const got = `registers ${registers.join(", ") || "none"}`;
  const fine = registers.length > 0 && registers.every(allowed);
  if (!fine || new Set(registers).size < registers.length) refuse(name, got, expected);
  return registers.reduce((bits, register) => bits | (1 << register), 0);
}

const isCore = (register: number): boolean =>
  Number.isInteger(register) && register >= 0 && register <= LR && register !== SP;

/** Pushes registers, the lowest to the lowest address: r0 to r12 and lr. */
export function push(registers: readonly number[]): Halves {
  const bits = registerList("push", registers, isCore, "some of r0 to r12 and lr (14), each once");
  if ((bits & ~0x40ff) === 0) return [0xb400 | ((bits >> 14) << 8) | (bits & 0xff)];
  if (registers.length === 1) return wide(0xf84d0d04 | (registers[0]! << 12));
  return wide(0xe92d0000 | bits);
}

/** Pops registers: r0 to r12, and lr or pc (which returns). */
export function pop(registers: readonly number[]): Halves {
  const allowed = (register: number) => isCore(register) || register === PC;
  const expected = "some of r0 to r12 and one of lr (14) and pc (15), each once";
  const bits = registerList("pop", registers, allowed, expected);
  if (bits >> LR === 3) refuse("pop", "lr and pc", expected);
  if ((bits & ~0x80ff) === 0) return [0xbc00 | ((bits >> PC) << 8) | (bits & 0xff)];
  if (registers.length === 1) return wide(0xf85d0b04 | (registers[0]! << 12));
  return wide(0xe8bd0000 | bits);
}
