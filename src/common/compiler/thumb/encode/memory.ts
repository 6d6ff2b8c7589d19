// Thumb-2's loads and stores of core registers. t is the register that is loaded or stored, n holds the address.
import {
  core,
  coreOrStack,
  type Halves,
  isLow,
  LR,
  narrowThree,
  PC,
  refuse,
  SP,
  wide,
  within,
} from "./operands.js";

/** How one width is loaded or stored. */
interface Access {
  readonly name: string;
  readonly bytes: 1 | 2 | 4;
  /** 16 bits, a constant offset */
  readonly narrow: number;
  /** 16 bits, a register as offset */
  readonly indexed: number;
  /** 32 bits, 12 bits of offset */
  readonly wide: number;
}

/** Memory at n + an offset from −255 to 4095 (words also need no multiple of 4). n may be sp. */
const access =
  ({ name, bytes, narrow, wide: word }: Access) =>
  (t: number, n: number, offset = 0): Halves => {
    const scaled = offset / bytes;
    if (isLow(t, n) && Number.isInteger(scaled) && scaled >= 0 && scaled <= 31) {
      return [narrow | (scaled << 6) | (n << 3) | t];
    }
    if (bytes === 4 && n === SP && isLow(t) && offset % 4 === 0 && offset >= 0 && offset <= 1020) {
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

/** Memory at n + (m << 0 to 3). n may be sp. */
const indexed =
  ({ name, indexed: half, wide: word }: Access) =>
  (t: number, n: number, m: number, left = 0): Halves => {
    if (left === 0 && isLow(t, n, m)) return narrowThree(half, t, n, m);
    core(name, t, m);
    coreOrStack(name, n);
    within(name, left, 0, 3);
    return wide((word & ~0x00800000) | (n << 16) | (t << 12) | (left << 4) | m);
  };

const LDR: Access = { name: "ldr", bytes: 4, narrow: 0x6800, indexed: 0x5800, wide: 0xf8d00000 };
const STR: Access = { name: "str", bytes: 4, narrow: 0x6000, indexed: 0x5000, wide: 0xf8c00000 };
const LDRH: Access = { name: "ldrh", bytes: 2, narrow: 0x8800, indexed: 0x5a00, wide: 0xf8b00000 };
const STRH: Access = { name: "strh", bytes: 2, narrow: 0x8000, indexed: 0x5200, wide: 0xf8a00000 };
const LDRB: Access = { name: "ldrb", bytes: 1, narrow: 0x7800, indexed: 0x5c00, wide: 0xf8900000 };
const STRB: Access = { name: "strb", bytes: 1, narrow: 0x7000, indexed: 0x5400, wide: 0xf8800000 };

export const ldr = access(LDR);
export const str = access(STR);
export const ldrh = access(LDRH);
export const strh = access(STRH);
export const ldrb = access(LDRB);
export const strb = access(STRB);
export const ldrIndexed = indexed(LDR);
export const strIndexed = indexed(STR);
export const ldrhIndexed = indexed(LDRH);
export const strhIndexed = indexed(STRH);
export const ldrbIndexed = indexed(LDRB);
export const strbIndexed = indexed(STRB);

/** Two words at n + an offset from −1020 to 1020, a multiple of 4. n may be sp. */
const pair =
  (name: string, word: number) =>
  (t: number, second: number, n: number, offset = 0): Halves => {
    core(name, t, second);
    coreOrStack(name, n);
    within(name, offset, -1020, 1020, 4);
    const up = offset >= 0 ? 1 << 23 : 0;
    return wide(word | up | (n << 16) | (t << 12) | (second << 8) | (Math.abs(offset) >> 2));
  };

const loadPair = pair("ldrd", 0xe9500000);
export const strd = pair("strd", 0xe9400000);
export function ldrd(t: number, second: number, n: number, offset = 0): Halves {
  if (t === second) refuse("ldrd", `r${t} twice`, "two registers");
  return loadPair(t, second, n, offset);
}

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
