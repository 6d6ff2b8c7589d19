// Reads a layout's bytes back, apart from the encoders, and checks that they do what the items say.
import assert from "node:assert/strict";
import {
  CONDITION_NAMES,
  type Condition,
  inverse,
} from "../../../../../src/common/compiler/thumb/encode/conditions.js";
import type { Item, Layout } from "../../../../../src/common/compiler/thumb/encode/layout.js";

/** What decides where the code goes: the condition that holds, with its inverse as what does not. */
interface State {
  readonly holds?: Condition;
}

const signed = (value: number, bits: number): number => (value << (32 - bits)) >> (32 - bits);

export interface Reader {
  readonly half: (at: number) => number;
  readonly word: (at: number) => number;
}
export const reader = ({ bytes }: Layout): Reader => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    half: (at) => view.getUint16(at, true),
    word: (at) => view.getUint32(at, true),
  };
};

/** B.W, B.W on a condition and BL: how far from pc. */
function wideDistance(first: number, second: number, conditional: boolean): number {
  const sign = (first >> 10) & 1;
  const [j1, j2] = [(second >> 13) & 1, (second >> 11) & 1];
  const low = (second & 0x7ff) << 1;
  if (conditional) {
    return signed((sign << 20) | (j2 << 19) | (j1 << 18) | ((first & 0x3f) << 12) | low, 21);
  }
  const [i1, i2] = [1 ^ j1 ^ sign, 1 ^ j2 ^ sign];
  return signed((sign << 24) | (i1 << 23) | (i2 << 22) | ((first & 0x3ff) << 12) | low, 25);
}

const isHolding = ({ holds }: State, bits: number): boolean => {
  const condition = CONDITION_NAMES[bits]!;
  assert.ok(holds === condition || holds === inverse(condition), `a branch on ${condition}`);
  return holds === condition;
};

/** The next place after a branch; undefined for anything else. */
function step({ half, word }: Reader, at: number, state: State): [number, State] | undefined {
  const first = half(at);
  if (first >> 11 === 0b11100) return [at + 4 + signed((first & 0x7ff) << 1, 12), state];
  if (first >> 12 === 0b1101 && ((first >> 8) & 15) < 14) {
    const goes = isHolding(state, (first >> 8) & 15);
    return [goes ? at + 4 + signed((first & 0xff) << 1, 9) : at + 2, state];
  }
  if (first === 0xb403) {
    // push {r0, r1}; ldr r0, =distance; add r0, pc; str r0, [sp, #4]; pop {r0, pc}
    const rest = [half(at + 2) & 0xff00, half(at + 4), half(at + 6), half(at + 8)];
    assert.deepEqual(rest, [0x4800, 0x4478, 0x9001, 0xbd01]);
    const literal = ((at + 6) & ~3) + 4 * (half(at + 2) & 0xff);
    const place = (at + 8 + word(literal)) | 0;
    assert.equal(place & 1, 1, "Thumb");
    return [place - 1, state];
  }
  if (first >> 11 < 0x1d) return undefined;
  const second = half(at + 2);
  if (first >> 11 === 0b11110 && (second & 0xd000) === 0x9000) {
    return [at + 4 + wideDistance(first, second, false), state];
  }
  if (first >> 11 === 0b11110 && (second & 0xd000) === 0x8000) {
    const goes = isHolding(state, (first >> 6) & 15);
    return [goes ? at + 4 + wideDistance(first, second, true) : at + 4, state];
  }
  return undefined;
}

/** Follows branches from a place until another; fails when code that is none of them stands between. */
function arrives(read: Reader, from: number, to: number, state: State, what: string): void {
  let at = from;
  let now = state;
  for (let steps = 0; at !== to || steps === 0; steps++) {
    if (at === to) return;
    const next = step(read, at, now);
    assert.ok(next && steps < 10, `${what}: from ${from} it came to ${at}, not to ${to}`);
    [at, now] = next;
  }
}

/** Where an LDR or VLDR of a constant at a place points to; and its bytes. */
export function pointed({ half }: Reader, at: number): { place: number; bytes: 2 | 4 } {
  const first = half(at);
  const pc = (at + 4) & ~3;
  if (first >> 11 === 0b01001) {
    return { place: pc + 4 * (first & 0xff), bytes: 2 };
  }
  const second = half(at + 2);
  const up = (first >> 7) & 1 ? 1 : -1;
  if ((first & 0xff7f) === 0xf85f) return { place: pc + up * (second & 0xfff), bytes: 4 };
  assert.ok((first & 0xff3f) === 0xed1f, `${first.toString(16)} at ${at} points nowhere`);
  return { place: pc + up * 4 * (second & 0xff), bytes: 4 };
}

const isEnd = (item: Item | undefined): boolean =>
  item === undefined || item.kind === "no-fall-through";

/** Checks all that a layout promises of its items. */
export function checkMeaning(items: readonly Item[], layout: Layout): void {
  const read = reader(layout);
  const { starts, labels, constants } = layout;
  const end = layout.bytes.length;
  assert.equal(end % 4, 0);
  const inConstants = (place: number) =>
    constants.some(({ from, to }) => place >= from && place + 4 <= to);
  items.forEach((item, n) => {
    const at = starts[n]!;
    const what = `item ${n}, ${item.kind}`;
    const next = starts[n + 1];
    const goesOn = (from: number, state: State = {}) => {
      if (next !== undefined && !isEnd(items[n + 1])) arrives(read, from, next, state, what);
    };
    if (item.kind === "label") assert.equal(labels.get(item.name), at);
    if (item.kind === "code") {
      item.halves.forEach((half, k) => {
        assert.equal(read.half(at + 2 * k), half, what);
      });
      goesOn(at + 2 * item.halves.length);
    }
    if (item.kind === "literal") {
      const { place, bytes } = pointed(read, at);
      assert.equal(read.word(place), item.word >>> 0, what);
      assert.ok(place % 4 === 0 && inConstants(place), `${what}: ${place} is no constant`);
      goesOn(at + bytes);
    }
    if (item.kind === "call") {
      const distance = wideDistance(read.half(at), read.half(at + 2), false);
      assert.equal(read.half(at + 2) & 0xd000, 0xd000, what);
      assert.equal(at + 4 + distance, labels.get(item.to), what);
      goesOn(at + 4);
    }
    if (item.kind === "branch") {
      const { condition } = item;
      arrives(read, at, labels.get(item.to)!, condition ? { holds: condition } : {}, what);
      if (condition) goesOn(at, { holds: inverse(condition) });
    }
  });
}
