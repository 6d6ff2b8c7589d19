// Slots of the stack: what does not live at the same time shares one, and what is used most is nearest to sp.
import { type Instruction, operation, range, STACK_POINTER } from "../instruction.js";
import { add, type Bits, bitsFor, each, has } from "./bits.js";
import { backwards } from "./flow.js";
import { weightOf } from "./graph.js";

const NONE: readonly number[] = [];

/** Whether an instruction is a reload or a spill: the allocator's own, at sp. */
const atStack = ({ from, s, op }: Instruction) =>
  from === undefined && s.at(-1) === STACK_POINTER && operation(op).memory !== undefined;

/** The slot that an instruction spills to or reloads from; undefined for all others. */
const slotOf = (i: Instruction): number | undefined => (atStack(i) ? i.imm! >> 2 : undefined);

/** Spills and reloads as instructions that set and read slots, all others as ones that do nothing. */
const onSlots = (i: Instruction): Instruction => {
  const slot = slotOf(i);
  const reads = slot !== undefined && i.d !== undefined;
  return { ...i, d: reads ? undefined : slot, s: reads ? [slot] : NONE };
};

/** By slot, those that are in use while it is; and how much it is used. */
function interference(code: readonly Instruction[], count: number) {
  const together: Bits[] = range(0, count).map(() => bitsFor(count));
  const uses = new Float64Array(count);
  backwards(code.map(onSlots), count, (i, live) => {
    const { d = i.s[0] } = i;
    if (d === undefined) return true;
    uses[d]! += weightOf(i);
    if (i.d === undefined) return true;
    each(live, (other) => {
      if (other === d) return;
      add(together[d]!, other);
      add(together[other]!, d);
    });
    return true;
  });
  return { together, uses };
}

/** By slot, its place: as few as it takes one after the other. */
function placesOf(code: readonly Instruction[], count: number): Int32Array {
  const { together, uses } = interference(code, count);
  const places = new Int32Array(count).fill(-1);
  for (const slot of range(0, count).sort((a, b) => uses[b]! - uses[a]!)) {
    const taken = bitsFor(count + 1);
    each(together[slot]!, (other) => {
      if (places[other]! >= 0) add(taken, places[other]!);
    });
    let place = 0;
    while (has(taken, place)) place++;
    places[slot] = place;
  }
  return places;
}

/**
 * Puts slots that are not in use at the same time in one place.
 * @param count slots, whose offsets are four times their numbers
 * @param outgoing bytes at sp that are for others
 * @returns the code and how many bytes of the stack it takes
 */
export function withSharedSlots(
  code: readonly Instruction[],
  count: number,
  outgoing: number,
): { readonly code: readonly Instruction[]; readonly frame: number } {
  if (count === 0) return { code, frame: outgoing };
  const places = placesOf(code, count);
  return {
    code: code.map((i) => {
      const slot = slotOf(i);
      return slot === undefined ? i : { ...i, imm: outgoing + 4 * places[slot]! };
    }),
    frame: outgoing + 4 * (places.reduce((most, place) => Math.max(most, place), -1) + 1),
  };
}
