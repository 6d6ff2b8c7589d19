// ARMv6-M's instructions (Cortex-M0, M0+): 16 bits each. Registers are r0 to r7 where nothing else is said. All arithmetic sets
// flags but what says otherwise; BL and pc-relative instructions are in branches.ts, BX and NOP in control.ts.
import { registerList } from "./memory.js";
import {
  coreOrStack,
  type Halves,
  highRegisters,
  isLow,
  LR,
  low,
  narrowThree,
  narrowTwo,
  PC,
  refuse,
  type Shift,
  SP,
  within,
} from "./operands.js";

/** d = n + m; or d = d + m with any registers, sp too, which leaves flags as they are. */
export function add(d: number, n: number, m: number): Halves {
  if (isLow(d, n, m)) return narrowThree(0x1800, d, n, m);
  if (d !== n) refuse("add", `r${d} = r${n} + r${m}`, "r0 to r7, or the first two the same");
  coreOrStack("add", d, m);
  return highRegisters(0x4400, d, m);
}

export function sub(d: number, n: number, m: number): Halves {
  low("sub", d, n, m);
  return narrowThree(0x1a00, d, n, m);
}

/**
 * d = n + a constant: −7 to 7, −255 to 255 if d is n; sp = sp + a multiple of 4 from −508 to 508; d = sp + a multiple of 4
 * from 0 to 1020. Those with sp leave flags as they are.
 */
export function addConstant(d: number, n: number, value: number): Halves {
  if (n === SP) return addToStack(d, value);
  low("add", d, n);
  const down = value < 0;
  const size = Math.abs(value);
  if (d === n) {
    within("add", value, -255, 255);
    return [(down ? 0x3800 : 0x3000) | (d << 8) | size];
  }
  within("add to another register", value, -7, 7);
  return [(down ? 0x1e00 : 0x1c00) | (size << 6) | (n << 3) | d];
}

function addToStack(d: number, value: number): Halves {
  if (d === SP) {
    within("add to sp", value, -508, 508, 4);
    return [(value < 0 ? 0xb080 : 0xb000) | (Math.abs(value) >> 2)];
  }
  low("add", d);
  return [0xa800 | (d << 8) | (within("add of sp", value, 0, 1020, 4) >> 2)];
}

/** Compares n with m: any registers. */
export function cmp(n: number, m: number): Halves {
  if (isLow(n, m)) return narrowTwo(0x4280, n, m);
  coreOrStack("cmp", n, m);
  return highRegisters(0x4500, n, m);
}

/** Compares n with 0 to 255. */
export function cmpConstant(n: number, value: number): Halves {
  low("cmp", n);
  return [0x2800 | (n << 8) | within("cmp", value, 0, 255)];
}

/** d = m: any registers, sp too; flags stay as they are. */
export function mov(d: number, m: number): Halves {
  coreOrStack("mov", d, m);
  return highRegisters(0x4600, d, m);
}

/** d = 0 to 255. */
export function movConstant(d: number, value: number): Halves {
  low("mov", d);
  return [0x2000 | (d << 8) | within("mov", value, 0, 255)];
}

/** d = m shifted left by 0 to 31, or right by 1 to 32. */
export function shifted(d: number, m: number, { type, by }: Shift): Halves {
  low(type, d, m);
  if (type === "ror") return refuse(type, `#${by}`, "an amount in a register");
  within(type, by, type === "lsl" ? 0 : 1, type === "lsl" ? 31 : 32);
  const half = { lsl: 0x0000, lsr: 0x0800, asr: 0x1000 }[type];
  return [half | ((by & 31) << 6) | (m << 3) | d];
}

const SHIFTS_BY = { lsl: 0x4080, lsr: 0x40c0, asr: 0x4100, ror: 0x41c0 } as const;

/** d = d shifted by m's low byte. */
export function shiftedBy(type: Shift["type"], d: number, m: number): Halves {
  low(type, d, m);
  return narrowTwo(SHIFTS_BY[type], d, m);
}

const two =
  (name: string, half: number) =>
  (d: number, m: number): Halves => {
    low(name, d, m);
    return narrowTwo(half, d, m);
  };

/** d = d & m, d | m, d ^ m, d & ~m, d · m. */
export const and = two("and", 0x4000);
export const orr = two("orr", 0x4300);
export const eor = two("eor", 0x4040);
export const bic = two("bic", 0x4380);
export const mul = two("mul", 0x4340);
/** d = ~m, −m. */
export const mvn = two("mvn", 0x43c0);
export const neg = two("rsb", 0x4240);

/** A word at n + a multiple of 4: 0 to 124, 0 to 1020 from sp. */
const word =
  (name: string, half: number, fromStack: number) =>
  (t: number, n: number, offset = 0): Halves => {
    low(name, t);
    if (n === SP) return [fromStack | (t << 8) | (within(name, offset, 0, 1020, 4) >> 2)];
    low(name, n);
    return [half | ((within(name, offset, 0, 124, 4) >> 2) << 6) | (n << 3) | t];
  };

export const ldr = word("ldr", 0x6800, 0x9800);
export const str = word("str", 0x6000, 0x9000);

/** Pushes some of r0 to r7 and lr. */
export function push(registers: readonly number[]): Halves {
  const allowed = (register: number) => isLow(register) || register === LR;
  const bits = registerList("push", registers, allowed, "some of r0 to r7 and lr (14), each once");
  return [0xb400 | ((bits >> LR) << 8) | (bits & 0xff)];
}

/** Pops some of r0 to r7 and pc, which returns. */
export function pop(registers: readonly number[]): Halves {
  const allowed = (register: number) => isLow(register) || register === PC;
  const bits = registerList("pop", registers, allowed, "some of r0 to r7 and pc (15), each once");
  return [0xbc00 | ((bits >> PC) << 8) | (bits & 0xff)];
}
