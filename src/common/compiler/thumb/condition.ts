/** ARM's conditions, with their numbers in instructions (ARMv7-M Architecture Reference Manual, A7.3). */
export const CONDITIONS = {
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

const NEGATIONS: Readonly<Record<Condition, Condition>> = {
  eq: "ne",
  ne: "eq",
  hs: "lo",
  lo: "hs",
  mi: "pl",
  pl: "mi",
  vs: "vc",
  vc: "vs",
  hi: "ls",
  ls: "hi",
  ge: "lt",
  lt: "ge",
  gt: "le",
  le: "gt",
};

/** What holds where a condition does not. */
export const negation = (condition: Condition): Condition => NEGATIONS[condition];

const ON_RESULTS: Partial<Record<Condition, Condition>> = {
  eq: "eq",
  ne: "ne",
  lt: "mi",
  ge: "pl",
};

/**
 * The condition by the flags of an operation's result, in place of one after its comparison with 0; undefined where an
 * operation's other flags would have to be a comparison's.
 */
export const onResult = (condition: Condition): Condition | undefined => ON_RESULTS[condition];
