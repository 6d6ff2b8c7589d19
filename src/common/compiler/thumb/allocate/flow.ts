// Straight pieces of code, where they go, and what is live between them.
import type { Instruction } from "../instruction.js";
import { add, addAll, type Bits, bitsFor, remove } from "./bits.js";

/** Instructions that run one after the other: entered at the first, left behind the last. */
export interface Block {
  readonly start: number;
  /** behind the last */
  readonly end: number;
  /** blocks that it may go to, by their places in the list */
  readonly next: readonly number[];
  /** what is live behind it, once somebody asked */
  behind?: Bits;
}

const ends = ({ op }: Instruction) => op === "ret" || op === "tail";
const leaves = (i: Instruction) => i.op === "b" || i.op === "bcc" || ends(i);

/**
 * The blocks of code that somebody asked for: a pass that changes nothing leaves them to the next. So a list of code is never
 * changed in place, and has the same registers whoever asks.
 */
const KNOWN = new WeakMap<readonly Instruction[], readonly Block[]>();

/** The blocks of a routine, in the order of its code. */
export function blocksOf(code: readonly Instruction[]): readonly Block[] {
  const known = KNOWN.get(code);
  if (known) return known;
  const starts: number[] = [];
  const labels = new Map<string, number>();
  for (let at = 0; at < code.length; at++) {
    const { op, to } = code[at]!;
    if (op === "label") labels.set(to!, starts.length);
    if (op === "label" || at === 0 || leaves(code[at - 1]!)) starts.push(at);
  }
  const blocks = starts.map((start, block) => {
    const end = starts[block + 1] ?? code.length;
    const last = code[end - 1]!;
    const { op, to } = last;
    const next = op === "b" || op === "bcc" ? [labels.get(to!)!] : [];
    if (op !== "b" && !ends(last) && end < code.length) next.push(block + 1);
    return { start, end, next };
  });
  KNOWN.set(code, blocks);
  return blocks;
}

/** From what is live behind an instruction to what is live before it. */
function pass(live: Bits, { d, s }: Instruction): void {
  if (d !== undefined) remove(live, d);
  for (let n = 0; n < s.length; n++) add(live, s[n]!);
}

/** Finds what is live behind the last instruction of each block. */
function findLive(code: readonly Instruction[], blocks: readonly Block[], count: number): void {
  const none = bitsFor(count);
  /** what each block sets, and what is live before it */
  const sets: Bits[] = [];
  const before: Bits[] = [];
  for (const { start, end } of blocks) {
    const set = bitsFor(count);
    const live = bitsFor(count);
    for (let at = end - 1; at >= start; at--) {
      const { d } = code[at]!;
      if (d !== undefined) add(set, d);
      pass(live, code[at]!);
    }
    sets.push(set);
    before.push(live);
  }
  for (const block of blocks) block.behind = bitsFor(count);
  for (let changed = true; changed; ) {
    changed = false;
    for (let n = blocks.length - 1; n >= 0; n--) {
      const { behind, next } = blocks[n]!;
      for (let k = 0; k < next.length; k++)
        if (addAll(behind!, before[next[k]!]!, none) && addAll(before[n]!, behind!, sets[n]!))
          changed = true;
    }
  }
}

/**
 * Goes through a routine from its end to its start, block by block.
 * @param count more than the number of each register
 * @param visit gets each instruction with what is live behind it, and says whether it counts: whether what it reads is
 *   live before it
 */
export function backwards(
  code: readonly Instruction[],
  count: number,
  visit: (i: Instruction, live: Bits) => boolean,
): void {
  const blocks = blocksOf(code);
  if (!blocks[0]?.behind) findLive(code, blocks, count);
  const live = bitsFor(count);
  for (let block = blocks.length - 1; block >= 0; block--) {
    const { start, end, behind } = blocks[block]!;
    live.set(behind!);
    for (let at = end - 1; at >= start; at--) {
      const i = code[at]!;
      if (visit(i, live)) pass(live, i);
    }
  }
}
