/** The conditions of branches and of IT, by their names in assembly: their four bits. "hs" is also known as cs, "lo" as cc. */
const CONDITIONS = {
  eq: 0,
  ne: 1,
  hs: 2,
  lo: 3,
  mi: 4,
  pl: 5,
  vs: 6,
  vc: 7,
  hi: 8,
  ls: 9,
  ge: 10,
  lt: 11,
  gt: 12,
  le: 13,
} as const;
export type Condition = keyof typeof CONDITIONS;

/** All conditions, in the order of their bits. */
export const CONDITION_NAMES = Object.keys(CONDITIONS) as readonly Condition[];

export const conditionBits = (condition: Condition): number => CONDITIONS[condition];

/** The condition that holds whenever another does not. */
export const inverse = (condition: Condition): Condition =>
  CONDITION_NAMES[CONDITIONS[condition] ^ 1]!;
