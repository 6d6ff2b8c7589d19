// Programs at the ends of what each form reaches, and one step beyond.
import { CONDITION_NAMES } from "../../../../../src/common/compiler/thumb/encode/conditions.js";
import type { Architecture, Item } from "../../../../../src/common/compiler/thumb/encode/layout.js";
import * as make from "./items.js";

export interface Edge {
  readonly name: string;
  readonly architecture: Architecture;
  readonly items: readonly Item[];
  /** the item that is looked at, and its bytes */
  readonly item: number;
  readonly bytes: number;
}

/** An item that goes to a label so many bytes after it. */
const ahead = (item: Item, bytes: number): readonly Item[] => [
  item,
  make.code(bytes),
  make.label("a"),
  ...make.returned,
];
const behind = (item: Item, bytes: number): readonly Item[] => [
  make.label("a"),
  make.code(bytes),
  item,
  ...make.returned,
];

const ahead2 = (name: string, item: Item, sizes: readonly (readonly [number, number])[]) =>
  edges("thumb-2", name, ahead, 0, item, sizes);
const behind2 = (name: string, item: Item, sizes: readonly (readonly [number, number])[]) =>
  edges("thumb-2", `${name} back`, behind, 2, item, sizes);
const ahead1 = (name: string, item: Item, sizes: readonly (readonly [number, number])[]) =>
  edges("thumb-1", name, ahead, 0, item, sizes);
const behind1 = (name: string, item: Item, sizes: readonly (readonly [number, number])[]) =>
  edges("thumb-1", `${name} back`, behind, 2, item, sizes);

/** @param sizes bytes between an item and its label; the item's own bytes then */
function edges(
  architecture: Architecture,
  name: string,
  around: (item: Item, bytes: number) => readonly Item[],
  item: number,
  what: Item,
  sizes: readonly (readonly [number, number])[],
): readonly Edge[] {
  return sizes.map(([between, bytes]) => ({
    name: `${architecture}: ${name} over ${between} bytes`,
    architecture,
    items: around(what, between),
    item,
    bytes,
  }));
}

/** A load with a pool behind so many bytes. */
const loading = (item: Item, bytes: number): readonly Item[] => [
  item,
  make.code(bytes),
  ...make.returned,
];

const b = make.jump("a");
const conditional = make.jump("a", "hi");

export const EDGES: readonly Edge[] = [
  ...ahead2("a branch", b, [
    [2, 2],
    [2048, 2],
    [2050, 4],
    [100000, 4],
  ]),
  ...behind2("a branch", b, [
    [2, 2],
    [2044, 2],
    [2046, 4],
    [100000, 4],
  ]),
  ...CONDITION_NAMES.flatMap((condition) => [
    ...ahead2(`a branch on ${condition}`, make.jump("a", condition), [
      [256, 2],
      [258, 4],
    ]),
    ...behind2(`a branch on ${condition}`, make.jump("a", condition), [
      [252, 2],
      [254, 4],
    ]),
    ...ahead1(`a branch on ${condition}`, make.jump("a", condition), [
      [256, 2],
      [258, 4],
    ]),
  ]),
  ...ahead2("the farthest branch on a condition", conditional, [[2 ** 20 - 2, 4]]),
  ...behind2("the farthest branch on a condition", conditional, [[2 ** 20 - 4, 4]]),
  ...ahead2("a call", make.call("a"), [
    [2, 4],
    [100000, 4],
  ]),
  ...behind2("a call", make.call("a"), [
    [2, 4],
    [100000, 4],
  ]),
  ...ahead1("a call", make.call("a"), [
    [2, 4],
    [100000, 4],
  ]),
  ...ahead1("a branch", b, [
    [2, 2],
    [2048, 2],
    [2050, 16],
    [100000, 16],
  ]),
  ...behind1("a branch", b, [
    [2044, 2],
    [2046, 14],
    [2048, 16],
    [100000, 16],
  ]),
  ...ahead1("a branch on a condition", conditional, [
    [2048, 4],
    [2050, 16],
    [100000, 16],
  ]),
  ...behind1("a branch on a condition", conditional, [
    [252, 2],
    [254, 4],
    [2042, 4],
    [2044, 16],
    [2046, 18],
  ]),
  ...edges("thumb-2", "a load", loading, 0, make.load(7, 0x12345678), [
    [1018, 2],
    [1020, 2],
    [1022, 4],
    [4090, 4],
  ]),
  ...edges("thumb-2", "a load of a high register", loading, 0, make.load(8, 5), [
    [2, 4],
    [4090, 4],
  ]),
  ...edges("thumb-2", "a load of a float", loading, 0, make.loadFloat(31, 7), [
    [2, 4],
    [1018, 4],
  ]),
  ...edges("thumb-1", "a load", loading, 0, make.load(7, 0x12345678), [
    [2, 2],
    [1020, 2],
  ]),
];
