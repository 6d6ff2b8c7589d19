import assert from "node:assert/strict";
import { test } from "node:test";
import { it } from "../../../../../src/common/compiler/thumb/encode/control.js";
import {
  type Architecture,
  type Item,
  layOut,
} from "../../../../../src/common/compiler/thumb/encode/layout.js";
import { EDGES } from "./edges.js";
import * as make from "./items.js";
import { checkMeaning, reader } from "./layout-meaning.js";

test(`${EDGES.length} branches, calls, loads and addresses take the shortest form that reaches`, () => {
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

test("what is aligned begins at a multiple of its alignment, behind as few NOPs as there can be", () => {
  const items = [make.code(2), make.align(8), make.label("loop"), make.code(2), make.jump("loop")];
  for (const [architecture, filling] of [
    ["thumb-2", [0xf3af, 0x8000, 0xbf00]],
    ["thumb-1", [0xbf00, 0xbf00, 0xbf00]],
  ] as const) {
    const layout = layOut(items, architecture);
    assert.equal(layout.labels.get("loop"), 8);
    const { half } = reader(layout);
    assert.deepEqual([half(2), half(4), half(6)], filling);
    const four = layOut([make.code(4), make.align(4), make.code(2)], architecture);
    assert.deepEqual(four.starts, [0, 4, 4]);
  }
});

test("data are constants at the label before them, whose address code can take", () => {
  const items = [
    make.address(0, "table"),
    ...make.returned,
    make.align(4),
    make.label("table"),
    make.data(1, 0x89abcdef),
    make.label("next"),
    make.address(9, "table"),
    ...make.returned,
  ];
  const layout = layOut(items, "thumb-2");
  checkMeaning(items, layout);
  assert.equal(layout.labels.get("table"), 4);
  assert.equal(reader(layout).word(8), 0x89abcdef);
  assert.deepEqual(layout.constants, [
    { from: 4, to: 12 },
    { from: 18, to: 20 },
  ]);
});

test("nothing is laid out of nothing", () => {
  assert.deepEqual(layOut([], "thumb-2").bytes.length, 0);
});

const IT: Item = { kind: "code", halves: it("eq") };
const REFUSED: readonly (readonly [Architecture, readonly Item[], RegExp])[] = [
  [
    "thumb-2",
    [make.jump("nowhere")],
    /branch: got no label nowhere, expected one; this is a bug in/,
  ],
  ["thumb-2", [make.label("a"), make.label("a")], /label a: got it twice, expected it once/],
  ["thumb-2", [make.code(2), IT], /the end: got IT without its instructions/],
  ["thumb-2", [IT, make.jump("a"), make.label("a")], /item 1: got branch behind IT/],
  ["thumb-2", [IT, make.label("a"), make.code(2)], /item 1: got label behind IT/],
  ["thumb-2", [IT, make.align(4), make.code(2)], /item 1: got align behind IT/],
  ["thumb-2", [IT, IT, make.code(2)], /item 1: got IT behind IT/],
  ["thumb-1", [IT, make.code(2)], /item 0: got IT, expected what ARMv6-M has/],
  [
    "thumb-1",
    [{ kind: "code", halves: [0x1889, 0xf3af, 0x8000] }],
    /item 0: got 32 bits from 0xf3af on, expected 16 bits, as ARMv6-M has/,
  ],
  ["thumb-2", [{ kind: "code", halves: [0xf3af] }], /item 0: got half an instruction/],
  ["thumb-1", [make.load(8, 1)], /literal: got register 8, expected one of r0 to r7/],
  ["thumb-1", [make.loadFloat(0, 1)], /literal: got float register 0/],
  ["thumb-1", [make.onZero(8, "a"), make.label("a")], /branch on zero: got register 8/],
  ["thumb-1", [make.address(8, "a"), make.label("a")], /address: got register 8/],
  ["thumb-2", [make.code(2), make.data(1)], /item 1: got data at byte 2, expected an alignment/],
  [
    "thumb-2",
    [make.address(0, "a"), make.code(4096), make.label("a")],
    /item 0, address: got a distance of 4096 bytes, expected a multiple of 1 from -4095 to 4095/,
  ],
  ["thumb-1", [make.address(0, "a"), make.code(4), make.label("a")], /a distance of 2 bytes/],
  ["thumb-1", [make.label("a"), make.code(4), make.address(0, "a")], /a distance of -8 bytes/],
  [
    "thumb-2",
    [make.jump("a", "eq"), make.code(2 ** 20), make.label("a")],
    /item 0, branch: got a distance of 1048576 bytes/,
  ],
  [
    "thumb-2",
    [make.loadFloat(0, 1), make.noPool, make.code(1022)],
    /no place for constants in reach/,
  ],
  ["thumb-1", [make.load(0, 1), make.noPool, make.code(1024)], /no place for constants in reach/],
];

test("what cannot be laid out is refused as a bug", () => {
  for (const [architecture, items, message] of REFUSED) {
    assert.throws(() => layOut(items, architecture), message);
    assert.throws(() => layOut(items, architecture), /this is a bug in perceptino$/);
  }
});
