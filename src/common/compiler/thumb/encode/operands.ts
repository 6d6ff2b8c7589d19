// What all encoders share. They take registers as validate/forms.ts has checked them and ask only what decides on a form.

/** An instruction: one half word, or two with the first to be executed first. Each half word lies little-endian in memory. */
export type Halves = readonly number[];

/**
 * What an instruction does to the flags: "free" takes the shortest form, whatever that does to them, "set" sets them. Behind
 * IT the short forms do not set flags.
 */
export type Flags = "free" | "set";

/** How the last register of an instruction is shifted: left by 0 to 31, right by 1 to 32. */
export interface Shift {
  readonly type: "lsl" | "lsr" | "asr";
  readonly by: number;
}

export const UNSHIFTED: Shift = { type: "lsl", by: 0 };

export const SP = 13;
export const PC = 15;

/** Ends with an error: something was asked for that no instruction can do. */
export function refuse(where: string, got: string, expected: string): never {
  throw new Error(`${where}: got ${got}, expected ${expected}; this is a bug in perceptino`);
}

/** A number, unless no instruction can hold it. */
export const held = <T extends number>(value: number, bits: T | undefined): T =>
  bits ?? refuse("machine code", `${value}`, "a number that the instruction can hold");

/** An offset in bytes, unless it is beyond the last that an instruction can hold, or no multiple of `step`. */
export const offsetWithin = (offset: number, least: number, most: number, step: number): number =>
  held(offset, offset >= least && offset <= most && offset % step === 0 ? offset : undefined);

/** r0 to r7, the only ones that most 16-bit instructions take. */
export const isLow = (...registers: readonly number[]): boolean =>
  registers.every((register) => register < 8);

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
