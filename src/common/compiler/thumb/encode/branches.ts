// Branches and what else is relative to pc. A distance is counted in bytes from pc, the instruction's place + 4; that to a
// constant from pc rounded down to a multiple of 4. The layout asks whether a form reaches it.
import { type Condition, conditionBits } from "./conditions.js";
import { type Halves, wide } from "./operands.js";

/** How far forms reach: from, to, in steps of. */
export interface Reach {
  readonly from: number;
  readonly to: number;
  readonly step: 1 | 2 | 4;
}
export const REACH = {
  branch: { from: -2048, to: 2046, step: 2 },
  branchOn: { from: -256, to: 254, step: 2 },
  branchWide: { from: -(2 ** 24), to: 2 ** 24 - 2, step: 2 },
  branchOnWide: { from: -(2 ** 20), to: 2 ** 20 - 2, step: 2 },
  literal: { from: 0, to: 1020, step: 4 },
  literalWide: { from: -4095, to: 4095, step: 1 },
  literalFloat: { from: -1020, to: 1020, step: 4 },
} as const satisfies Record<string, Reach>;

export const reaches = ({ from, to, step }: Reach, distance: number): boolean =>
  distance >= from && distance <= to && distance % step === 0;

/** B in 16 bits. */
export const branch = (distance: number): Halves => [0xe000 | ((distance >> 1) & 0x7ff)];

/** B on a condition in 16 bits. */
export const branchOn = (condition: Condition, distance: number): Halves => [
  0xd000 | (conditionBits(condition) << 8) | ((distance >> 1) & 0xff),
];

/** B.W and BL: two bits are kept as whether they differ from the sign. */
function far(word: number, distance: number): Halves {
  const sign = distance < 0 ? 1 : 0;
  const j1 = ((distance >> 23) & 1) ^ sign ^ 1;
  const j2 = ((distance >> 22) & 1) ^ sign ^ 1;
  const high = (distance >> 12) & 0x3ff;
  return wide(
    word | (sign << 26) | (high << 16) | (j1 << 13) | (j2 << 11) | ((distance >> 1) & 0x7ff),
  );
}

export const branchWide = (distance: number): Halves => far(0xf0009000, distance);

/** BL: lr = the next instruction's address. Thumb-1 has it too. */
export const bl = (distance: number): Halves => far(0xf000d000, distance);

export function branchOnWide(condition: Condition, distance: number): Halves {
  const sign = distance < 0 ? 1 : 0;
  const high = (distance >> 12) & 0x3f;
  const j1 = (distance >> 18) & 1;
  const j2 = (distance >> 19) & 1;
  const bits = (sign << 26) | (high << 16) | (j1 << 13) | (j2 << 11) | ((distance >> 1) & 0x7ff);
  return wide(0xf0008000 | (conditionBits(condition) << 22) | bits);
}

/** LDR of a constant in 16 bits. */
export const ldrLiteral = (register: number, distance: number): Halves => [
  0x4800 | (register << 8) | (distance >> 2),
];

export function ldrLiteralWide(register: number, distance: number): Halves {
  const up = distance >= 0 ? 1 << 23 : 0;
  return wide(0xf85f0000 | up | (register << 12) | Math.abs(distance));
}
