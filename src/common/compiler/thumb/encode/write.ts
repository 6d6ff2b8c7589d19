// Items that have their places, as bytes.
import { branch, branchWide } from "./branches.js";
import type { Halves } from "./encode.js";
import { pcOf } from "./forms.js";
import type { Layout, Range } from "./layout.js";
import { bytesOf, type Formed, type Placement } from "./place.js";
import { endOf, type Pool } from "./pools.js";

/** Half words with the place of the first. */
type Piece = readonly [at: number, halves: Halves];

const wordHalves = (words: readonly number[]): Halves =>
  words.flatMap((word) => [word & 0xffff, word >>> 16]);

function poolPieces({ from, around, at, words }: Pool): readonly Piece[] {
  const distance = at + 4 * words.length - (from + 4);
  const jump = around === 0 ? [] : around === 2 ? branch(distance) : branchWide(distance);
  return [
    [from, jump],
    [at, wordHalves(words)],
  ];
}

function halvesOf({ item, forms }: Formed, at: number, to: number | undefined): Halves {
  if (item.kind === "code") return item.halves;
  const form = forms[0];
  return form ? form.encode(to! - pcOf(form, at), at) : [];
}

function constantsOf(formed: Formed, at: number): readonly Range[] {
  const own = formed.forms[0]?.constants?.(at);
  return own === undefined ? [] : [{ from: at + own, to: at + bytesOf(formed, at) }];
}

export function write(
  formed: readonly Formed[],
  { starts, pools, end }: Placement,
  places: readonly (number | undefined)[],
  labels: ReadonlyMap<string, number>,
): Layout {
  const pieces: Piece[] = [
    ...formed.map((one, n): Piece => [starts[n]!, halvesOf(one, starts[n]!, places[n])]),
    ...pools.flatMap(poolPieces),
  ];
  const view = new DataView(new ArrayBuffer((end + 3) & ~3));
  for (const [at, halves] of pieces) {
    halves.forEach((half, n) => {
      view.setUint16(at + 2 * n, half, true);
    });
  }
  const constants = [
    ...formed.flatMap((one, n) => constantsOf(one, starts[n]!)),
    ...pools.map((pool) => ({ from: pool.from + pool.around, to: endOf(pool) })),
    { from: end, to: view.byteLength },
  ];
  return {
    bytes: new Uint8Array(view.buffer),
    labels: new Map([...labels].map(([name, n]) => [name, starts[n]!])),
    constants,
    starts,
  };
}
