// Instructions with what GNU as calls them: every form of every encoder, with the ends of its ranges.
import type { Halves } from "../../../../../src/common/compiler/thumb/encode/encode.js";
import type { Flags, Shift } from "./encoders.js";

/** One instruction, or IT with its own. */
export interface Case {
  readonly halves: Halves;
  /** in assembly; with several, the shortest of what they give is right */
  readonly texts: readonly string[];
}

/** Cases of one encoder. */
export interface Form {
  readonly name: string;
  readonly cpu: "cortex-m0plus" | "cortex-m4";
  readonly cases: readonly Case[];
}

export const LOW = [0, 1, 6, 7] as const;
export const CORE = [0, 3, 7, 8, 12, 14] as const;
export const FLOATS = [0, 1, 2, 15, 16, 30, 31] as const;
export const FLAGS: readonly Flags[] = ["free", "set"];
export const SHIFTS: readonly Shift[] = [
  { type: "lsl", by: 1 },
  { type: "lsl", by: 31 },
  { type: "lsr", by: 1 },
  { type: "asr", by: 7 },
  { type: "asr", by: 31 },
];

export const r = (register: number): string =>
  register === 13 ? "sp" : register === 14 ? "lr" : register === 15 ? "pc" : `r${register}`;
export const shiftText = ({ type, by }: Shift): string =>
  type === "lsl" && by === 0 ? "" : `, ${type} #${by}`;

/** An instruction's names: without and with flags set. */
export const named = (mnemonic: string, flags: Flags): readonly string[] =>
  flags === "free" ? [`${mnemonic}s`, mnemonic] : [flags === "set" ? `${mnemonic}s` : mnemonic];

export const one = (halves: Halves, ...texts: readonly string[]): Case => ({ halves, texts });

/** Half words as they are shown. */
export const hex = (halves: Halves): string =>
  halves.map((half) => half.toString(16).padStart(4, "0")).join(" ");

/** A set of registers, a bit each, as a list; and in assembly. */
export const registersOf = (bits: number): readonly number[] =>
  Array.from({ length: 16 }, (_, register) => register).filter(
    (register) => (bits >> register) & 1,
  );
export const listText = (registers: readonly number[]): string =>
  `{${registers.map(r).join(", ")}}`;

/** All pairs, triples. */
export const pairs = <A, B>(a: readonly A[], b: readonly B[]): readonly (readonly [A, B])[] =>
  a.flatMap((x) => b.map((y) => [x, y] as const));
export const triples = <A, B, C>(
  a: readonly A[],
  b: readonly B[],
  c: readonly C[],
): readonly (readonly [A, B, C])[] =>
  a.flatMap((x) => b.flatMap((y) => c.map((z) => [x, y, z] as const)));
