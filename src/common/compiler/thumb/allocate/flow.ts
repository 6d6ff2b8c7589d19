// Straight pieces of code, where they go, and what is live between them.
import type { Instruction } from "../instruction.js";
import { add, type Bits, bitsFor, remove } from "./bits.js";

/** Instructions that run one after the other: entered at the first, left behind the last. */
export interface Block {
  readonly start: number;
  /** behind the last */
  readonly end: number;
  /** blocks that it may go to, by their places in the list */
  readonly next: readonly number[];
}

/** What of an instruction liveness is about: registers, or slots of the stack. */
export interface Variables {
  readonly count: number;
  readonly reads: (i: Instruction) => readonly number[];
  readonly sets: (i: Instruction) => number | undefined;
}

/** All registers of a routine. */
export const registersOf = (types: readonly unknown[]): Variables => ({
  count: types.length,
  reads: ({ s }) => s,
  sets: ({ d }) => d,
});

const ends = ({ op }: Instruction) => op === "ret" || op === "tail";
const leaves = (i: Instruction) => i.op === "b" || i.op === "bcc" || ends(i);

/** Where blocks begin. */
function startsOf(code: readonly Instruction[]): number[] {
  const starts: number[] = [];
  code.forEach((i, at) => {
    if (at === 0 || i.op === "label" || leaves(code[at - 1]!)) starts.push(at);
  });
  return starts;
}

/** The blocks of a routine, in the order of its code. */
export function blocksOf(code: readonly Instruction[]): Block[] {
  const starts = startsOf(code);
  const labels = new Map<string, number>();
  starts.forEach((start, block) => {
    const { op, to } = code[start]!;
    if (op === "label") labels.set(to!, block);
  });
  return starts.map((start, block) => {
    const end = starts[block + 1] ?? code.length;
    const last = code[end - 1]!;
    const { op, to } = last;
    const next = op === "b" || op === "bcc" ? [labels.get(to!)!] : [];
    if (op !== "b" && !ends(last) && end < code.length) next.push(block + 1);
    return { start, end, next };
  });
}

/** By block, what is read in it before it is set, and what it sets. */
function localSets(code: readonly Instruction[], { start, end }: Block, variables: Variables) {
  const [needs, sets] = [bitsFor(variables.count), bitsFor(variables.count)];
  for (let at = end - 1; at >= start; at--) {
    const i = code[at]!;
    const set = variables.sets(i);
    if (set !== undefined) {
      add(sets, set);
      remove(needs, set);
    }
    for (const read of variables.reads(i)) add(needs, read);
  }
  return { needs, sets };
}

/** What is live behind the last instruction of each block. */
function liveBehind(
  code: readonly Instruction[],
  blocks: readonly Block[],
  variables: Variables,
): Bits[] {
  const local = blocks.map((block) => localSets(code, block, variables));
  const before = local.map(({ needs }) => needs.slice());
  const behind = blocks.map(() => bitsFor(variables.count));
  for (let changed = true; changed; ) {
    changed = false;
    for (let block = blocks.length - 1; block >= 0; block--) {
      const [out, into, { needs, sets }] = [behind[block]!, before[block]!, local[block]!];
      for (const next of blocks[block]!.next) {
        const more = before[next]!;
        for (let word = 0; word < out.length; word++) out[word]! |= more[word]!;
      }
      for (let word = 0; word < out.length; word++) {
        const now = (needs[word]! | (out[word]! & ~sets[word]!)) >>> 0;
        if (now === into[word]) continue;
        into[word] = now;
        changed = true;
      }
    }
  }
  return behind;
}

/**
 * Goes through a routine from its end to its start, block by block.
 * @param visit gets each instruction with what is live behind it, and says whether it counts: whether what it reads is
 *   live before it
 */
export function backwards(
  code: readonly Instruction[],
  variables: Variables,
  visit: (i: Instruction, live: Bits) => boolean,
): void {
  const blocks = blocksOf(code);
  const behind = liveBehind(code, blocks, variables);
  for (let block = blocks.length - 1; block >= 0; block--) {
    const live = behind[block]!;
    for (let at = blocks[block]!.end - 1; at >= blocks[block]!.start; at--) {
      const i = code[at]!;
      if (!visit(i, live)) continue;
      const set = variables.sets(i);
      if (set !== undefined) remove(live, set);
      for (const read of variables.reads(i)) add(live, read);
    }
  }
}
