// Branches and what else is relative to pc. A distance is counted in bytes from pc, the instruction's place + 4; that to a
// constant from pc rounded down to a multiple of 4. The layout asks whether a form reaches it.

import { FIRST_FLOAT } from "../instruction.js";
import { type Condition, conditionBits } from "./conditions.js";
import { encoded, type Halves } from "./encode.js";

/** How far forms reach: from, to, in steps of. */
export interface Reach {
  readonly from: number;
  readonly to: number;
  readonly step: 1 | 2 | 4;
}
/** Half words that so many bits of a distance reach, with its sign. */
const halfWords = (bits: number): Reach => ({ from: -(2 ** bits), to: 2 ** bits - 2, step: 2 });

export const REACH = {
  branch: halfWords(11),
  branchOn: halfWords(8),
  branchWide: halfWords(24),
  branchOnWide: halfWords(20),
  anywhere: halfWords(31),
  literal: { from: 0, to: 1020, step: 4 },
  literalWide: { from: -4095, to: 4095, step: 1 },
  literalFloat: { from: -1020, to: 1020, step: 4 },
} as const satisfies Record<string, Reach>;

export const reaches = ({ from, to, step }: Reach, distance: number): boolean =>
  distance >= from && distance <= to && distance % step === 0;

/** B in 16 bits. */
export const branch = (distance: number): Halves => encoded("b", { h: (distance >> 1) & 0x7ff });

/** B on a condition in 16 bits. */
export const branchOn = (condition: Condition, distance: number): Halves =>
  encoded("b_on", { c: conditionBits(condition), h: (distance >> 1) & 0xff });

/** B.W and BL: two bits are kept as whether they differ from the sign. */
const far =
  (name: "b_wide" | "bl") =>
  (distance: number): Halves => {
    const s = distance < 0 ? 1 : 0;
    const [j, k] = [23, 22].map((bit) => ((distance >> bit) & 1) ^ s ^ 1);
    return encoded(name, { s, j, k, h: (distance >> 1) & 0x1fffff });
  };

export const branchWide = far("b_wide");

/** BL: lr = the next instruction's address. Thumb-1 has it too. */
export const bl = far("bl");

export function branchOnWide(condition: Condition, distance: number): Halves {
  const [s, k, j] = [20, 19, 18].map((bit) => (distance >> bit) & 1);
  return encoded("b_on_wide", {
    c: conditionBits(condition),
    s,
    j,
    k,
    h: (distance >> 1) & 0x1ffff,
  });
}

/** LDR of a constant: in 16 bits, if its register and its distance allow. */
export const ldrLiteral = (d: number, distance: number): Halves =>
  encoded("ldr_pc", { d, i: distance });

export const ldrLiteralWide = (d: number, distance: number): Halves =>
  encoded("ldr_pc_wide", { d, i: Math.abs(distance), u: distance < 0 ? 0 : 1 });

/** VLDR of a constant. */
export const vldrLiteral = (d: number, distance: number): Halves =>
  encoded("vldr_pc", { d: FIRST_FLOAT + d, i: Math.abs(distance), u: distance < 0 ? 0 : 1 });
