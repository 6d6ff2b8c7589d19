// Pools of constants: what is in them, and how far their loads let them go.
import type { Reach } from "./branches.js";

/** A load of a constant that still needs a pool. */
export interface Load {
  /** the number of its item */
  readonly item: number;
  readonly word: number;
  readonly float: boolean;
  /** its pc, a multiple of 4 */
  readonly pc: number;
  /** how far its present form reaches, and its farthest one */
  readonly reach: Reach;
  readonly farthest: Reach;
}

/** Loads that wait for a pool. */
export interface Waiting {
  readonly loads: readonly Load[];
  /** each once, in the order of the pool */
  readonly words: readonly number[];
  /** where the pool may begin at most, and at most so that no load has to take a longer form */
  readonly limit: number;
  readonly easyLimit: number;
}

/** Those for float registers first: their loads reach less far. */
const inOrder = (loads: readonly Load[]): readonly number[] => [
  ...new Set([...loads.filter(({ float }) => float), ...loads].map(({ word }) => word)),
];

export function waitingFor(loads: readonly Load[]): Waiting {
  const words = inOrder(loads);
  const least = (reachOf: (load: Load) => Reach) =>
    Math.min(...loads.map((load) => load.pc + reachOf(load).to - 4 * words.indexOf(load.word)));
  return {
    loads,
    words,
    limit: least(({ farthest }) => farthest),
    easyLimit: least(({ reach }) => reach),
  };
}

/** What nothing waits for may begin anywhere. */
export const NOTHING = waitingFor([]);

/** A pool that has its place. */
export interface Pool {
  /** where it begins, with the branch around it */
  readonly from: number;
  /** the bytes of that branch */
  readonly around: 0 | 2 | 4;
  /** its first word, a multiple of 4 */
  readonly at: number;
  readonly words: readonly number[];
}

export const endOf = ({ at, words }: Pool): number => at + 4 * words.length;

/** The bytes of a branch around a pool, unless nothing falls through. */
const aroundFor = (words: readonly number[], open: boolean) =>
  open ? 0 : 4 * words.length > 2040 ? 4 : 2;

/** Where the first word of a pool at a place is. */
export const firstOf = (from: number, words: readonly number[], open: boolean): number =>
  (from + aroundFor(words, open) + 3) & ~3;

/** A pool at a place, with a branch around it unless nothing falls through. */
export const poolAt = (from: number, words: readonly number[], open: boolean): Pool => ({
  from,
  around: aroundFor(words, open),
  at: firstOf(from, words, open),
  words,
});
