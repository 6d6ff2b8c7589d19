// Items that have their places, as bytes.
import { branch, branchWide } from "./branches.js";
import type { Halves } from "./encode.js";
import { pcOf } from "./forms.js";
import type { Layout, Range } from "./layout.js";
import { bytesOf, type Formed, type Placement } from "./place.js";
import { endOf, type Pool } from "./pools.js";

const wordHalves = (words: readonly number[]): Halves =>
  words.flatMap((word) => [word & 0xffff, word >>> 16]);

function jumpOver({ from, around, at, words }: Pool): Halves {
  const distance = at + 4 * words.length - (from + 4);
  return around === 0 ? [] : around === 2 ? branch(distance) : branchWide(distance);
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
  const view = new DataView(new ArrayBuffer((end + 3) & ~3));
  const put = (at: number, halves: Halves): void => {
    for (let n = 0; n < halves.length; n++) view.setUint16(at + 2 * n, halves[n]!, true);
  };
  for (let n = 0; n < formed.length; n++)
    put(starts[n]!, halvesOf(formed[n]!, starts[n]!, places[n]));
  for (const pool of pools) {
    put(pool.from, jumpOver(pool));
    put(pool.at, wordHalves(pool.words));
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
