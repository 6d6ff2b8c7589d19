import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Architecture,
  type Item,
  layOut,
} from "../../../../../src/common/compiler/thumb/encode/layout.js";
import { EDGES } from "./edges.js";
import * as make from "./items.js";
import { checkMeaning } from "./layout-meaning.js";

test(`${EDGES.length} branches, calls and loads take the shortest form that reaches`, () => {
  for (const { name, architecture, items, item, bytes } of EDGES) {
    const layout = layOut(items, architecture);
    assert.equal(layout.starts[item + 1]! - layout.starts[item]!, bytes, name);
    checkMeaning(items, layout);
  }
});

test("a branch that grows takes others with it", () => {
  // the first reaches only while the second is short, which it is not
  const items = [
    make.jump("a"),
    make.code(1000),
    make.jump("b"),
    make.code(1046),
    make.label("a"),
    make.code(1004),
    make.label("b"),
    ...make.returned,
  ];
  const { starts } = layOut(items, "thumb-2");
  assert.deepEqual([starts[1], starts[3]! - starts[2]!], [4, 4]);
  checkMeaning(items, layOut(items, "thumb-2"));
});

test("nothing is laid out of nothing", () => {
  assert.deepEqual(layOut([], "thumb-2").bytes.length, 0);
});

const REFUSED: readonly (readonly [Architecture, readonly Item[], RegExp])[] = [
  ["thumb-2", [make.jump("nowhere")], /no label nowhere; this is a bug in/],
  ["thumb-2", [make.label("a"), make.label("a")], /label a is there twice/],
  ["thumb-1", [make.load(8, 1)], /ldr_pc of 8,0/],
  [
    "thumb-2",
    [make.jump("a", "eq"), make.code(2 ** 20), make.label("a")],
    /item 0 cannot reach over 1048576 bytes/,
  ],
  ["thumb-2", [make.loadFloat(0, 1), make.noPool, make.code(1022)], /no place for the constants/],
  ["thumb-1", [make.load(0, 1), make.noPool, make.code(1024)], /no place for the constants/],
];

test("what cannot be laid out is refused as a bug", () => {
  for (const [architecture, items, message] of REFUSED) {
    assert.throws(() => layOut(items, architecture), message);
    assert.throws(() => layOut(items, architecture), /this is a bug in perceptino/);
  }
});
