import { crcOfAll } from "../crc-table.js";
import { HEADER_BYTES } from "./checkpoint-file.js";
import { type MemoryPlan, type Tensor, tensor } from "./plan.js";

/** Words of a network's state that lie one behind the other. */
export interface StatePiece {
  /** index of the first one in the memory */
  readonly first: number;
  readonly words: Uint32Array;
}

/**
 * What of a checkpoint a program must hold to begin with it: of the batch only the rows that were observed, which are all that
 * is ever read of it.
 * @param checkpoint of this very plan, as `save()` gives it
 */
export function statePieces(plan: MemoryPlan, checkpoint: Uint8Array): readonly StatePiece[] {
  const state = new Uint32Array(checkpoint.slice(HEADER_BYTES, -4).buffer);
  const observed = state[tensor(plan, "observed").offset / 4]!;
  const pieces: { first: number; end: number }[] = [];
  for (const of of plan.tensors.filter(({ role }) => role !== "working")) {
    const first = of.offset / 4;
    const end = first + wordsOf(of, observed);
    const last = pieces.at(-1);
    if (last?.end === first) last.end = end;
    else if (end > first) pieces.push({ first, end });
  }
  return pieces.map(({ first, end }) => ({ first, words: state.slice(first, end) }));
}

const wordsOf = ({ name, shape, bytes }: Tensor, observed: number): number =>
  name === "X" || name === "Y" ? (bytes / 4 / shape[0]!) * observed : bytes / 4;

/** Pieces as one list of words, for programs that copy them: of each piece its first index, its length, its words. */
export const pieceWords = (pieces: readonly StatePiece[]): readonly number[] =>
  pieces.flatMap(({ first, words }) => [first, words.length, ...words]);

/**
 * The number by which a firmware's checkpoints say with what its network began (SPEC.md, "Checkpoints on a device").
 * @param words of pieceWords()
 */
export const originOf = (words: readonly number[]): number =>
  // Not 0, which says that it began new.
  crcOfAll(new Uint8Array(Uint32Array.from(words).buffer)) & ~0xff || 0x100;
