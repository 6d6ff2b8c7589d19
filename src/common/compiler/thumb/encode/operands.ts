// What all encoders share: their result, and checks of what they are given.

/** An instruction: one half word, or two with the first to be executed first. Each half word lies little-endian in memory. */
export type Halves = readonly number[];

/**
 * What an instruction does to the flags: "free" takes the shortest form, whatever that does to them, "set" sets them. Behind
 * IT the short forms do not set flags.
 */
export type Flags = "free" | "set";

/** How the last register of an instruction is shifted: left by 0 to 31, right by 1 to 32, rotated by 1 to 31. */
export interface Shift {
  readonly type: "lsl" | "lsr" | "asr" | "ror";
  readonly by: number;
}

export const UNSHIFTED: Shift = { type: "lsl", by: 0 };

export const SP = 13;
export const LR = 14;
export const PC = 15;

/** Ends with an error: an encoder was asked for what no instruction can do. */
export function refuse(instruction: string, got: string, expected: string): never {
  throw new Error(`${instruction}: got ${got}, expected ${expected}; this is a bug in perceptino`);
}

/** A whole number from `least` to `most`, a multiple of `step`. */
export function within(
  instruction: string,
  value: number,
  least: number,
  most: number,
  step = 1,
): number {
  if (Number.isInteger(value) && value >= least && value <= most && value % step === 0) {
    return value;
  }
  const multiple = step === 1 ? "a whole number" : `a multiple of ${step}`;
  return refuse(instruction, `${value}`, `${multiple} from ${least} to ${most}`);
}

/** Registers that wide instructions take as operands: r0 to r12 and lr. */
export function core(instruction: string, ...registers: readonly number[]): void {
  for (const register of registers) {
    const fine = Number.isInteger(register) && register >= 0 && register <= LR && register !== SP;
    if (!fine) refuse(instruction, `register ${register}`, "one of r0 to r12 or lr (14)");
  }
}

/** As core(), and the stack pointer. */
export function coreOrStack(instruction: string, ...registers: readonly number[]): void {
  for (const register of registers) if (register !== SP) core(instruction, register);
}

/** r0 to r7, the only ones that most 16-bit instructions take. */
export const isLow = (...registers: readonly number[]): boolean =>
  registers.every((register) => Number.isInteger(register) && register >= 0 && register < 8);

export function low(instruction: string, ...registers: readonly number[]): void {
  const wrong = registers.find((register) => !isLow(register));
  if (wrong !== undefined) refuse(instruction, `register ${wrong}`, "one of r0 to r7");
}

/** The half words of a 32-bit instruction. */
export const wide = (word: number): Halves => [word >>> 16, word & 0xffff];

/** A 16-bit instruction with the second of two low registers three bits up. */
export const narrowTwo = (half: number, d: number, m: number): Halves => [half | (m << 3) | d];

/** A 16-bit instruction with three low registers. */
export const narrowThree = (half: number, d: number, n: number, m: number): Halves => [
  half | (m << 6) | (n << 3) | d,
];

/** A 16-bit instruction with any two registers. */
export const highRegisters = (half: number, d: number, m: number): Halves => [
  half | ((d >> 3) << 7) | (m << 3) | (d & 7),
];
