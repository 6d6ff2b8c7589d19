import assert from "node:assert/strict";
import { test } from "node:test";
import { type Item, layOut } from "../../../../../src/common/compiler/thumb/encode/layout.js";
import * as make from "./items.js";
import { checkMeaning, pointed, reader } from "./layout-meaning.js";

/** Lays out for Thumb-2, checks, and gives the pools. */
function poolsOf(items: readonly Item[]) {
  const layout = layOut(items, "thumb-2");
  checkMeaning(items, layout);
  return make.constantsOf(layout);
}

test("loads of the same bits share a word, whatever register they are for", () => {
  const loads = [make.load(0, 0x3f99999a), make.loadFloat(3, 0x3f99999a), make.load(9, 0x3f99999a)];
  assert.deepEqual(poolsOf([...loads, ...make.returned]), [{ from: 12, to: 16 }]);
  assert.deepEqual(poolsOf([make.load(0, -1), make.load(1, 0xffffffff), ...make.returned]), [
    { from: 6, to: 12 },
  ]);
});

test("words for float registers stand first in a pool, since their loads reach less far", () => {
  const items = [make.load(0, 1), make.load(1, 2), make.loadFloat(0, 3), ...make.returned];
  const { word } = reader(layOut(items, "thumb-2"));
  assert.deepEqual([word(12), word(16), word(20)], [3, 1, 2]);
});

test("a pool waits for the last place in reach where nothing falls through", () => {
  const routine = (bytes: number): Item[] => [make.code(bytes), ...make.returned];
  const near = [make.loadFloat(0, 9), ...routine(400), ...routine(400), make.load(0, 9)];
  // load, 402, 402, load of 2 bytes, BX
  assert.deepEqual(poolsOf([...near, ...make.returned]), [{ from: 812, to: 816 }]);
  const far = [make.loadFloat(0, 9), ...routine(400), ...routine(800), ...make.returned];
  assert.deepEqual(poolsOf(far)[0], { from: 406, to: 412 });
});

test("an unconditional branch is a place where nothing falls through", () => {
  const items = [make.loadFloat(0, 9), make.jump("a"), make.code(1100), make.label("a")];
  assert.deepEqual(poolsOf([...items, ...make.returned])[0], { from: 6, to: 12 });
});

test("where code falls through everywhere, a branch goes around the pool", () => {
  // At 4 the load's pc is 8; a pool at 1028 is the last in reach.
  const items = [make.code(4), make.loadFloat(0, 9), ...make.codes(1200), ...make.returned];
  const layout = layOut(items, "thumb-2");
  checkMeaning(items, layout);
  assert.deepEqual(make.constantsOf(layout)[0], { from: 1028, to: 1032 });
  assert.equal(reader(layout).half(1026), 0xe001, "b over 4 bytes");
});

test("a pool that has to be jumped over stands before or behind a loop, not in it", () => {
  const loop = [make.label("loop"), ...make.codes(600), make.jump("loop", "ne")];
  const before = [make.loadFloat(0, 9), ...make.codes(500), ...loop, ...make.codes(600)];
  assert.deepEqual(poolsOf([...before, ...make.returned])[0], { from: 506, to: 512 });
  const after = [make.loadFloat(0, 9), ...loop, ...make.codes(600), ...make.returned];
  assert.deepEqual(poolsOf(after)[0], { from: 1024, to: 1028 });
});

test("a later load takes a word from an earlier pool when that saves bytes", () => {
  const items = (bytes: number, second: Item) => [
    ...[make.loadFloat(0, 9), ...make.returned, make.code(bytes)],
    ...[second, ...make.returned],
  ];
  const first = { from: 6, to: 12 };
  // The word is at 8; 1020 bytes before pc is the farthest that VLDR reaches.
  assert.deepEqual(poolsOf(items(1014, make.loadFloat(1, 9)))[0], first);
  assert.equal(poolsOf(items(1014, make.loadFloat(1, 9))).length, 1);
  assert.equal(poolsOf(items(1018, make.loadFloat(1, 9))).length, 2);
  assert.equal(poolsOf(items(4086, make.load(8, 9))).length, 1);
  assert.equal(poolsOf(items(4090, make.load(8, 9))).length, 2);
  // A narrow load does not reach back; with a word of its own it takes no more bytes than a wide one and its pool.
  assert.equal(poolsOf(items(1014, make.load(0, 9))).length, 2);
});

test("what stays together has no pool inside", () => {
  const together = Array.from({ length: 400 }, () => [
    make.code(2),
    make.noPool,
    make.code(2),
  ]).flat();
  const items = [make.code(4), make.loadFloat(0, 9), ...together, ...make.returned];
  const layout = layOut(items, "thumb-2");
  checkMeaning(items, layout);
  const pool = make.constantsOf(layout)[0]!;
  const after = layout.starts.findIndex((start) => start >= pool.to);
  assert.notEqual(items[after]!.kind, "no-pool");
  assert.notEqual(items[after - 1]!.kind, "no-pool");
});

test("constants that fill more than a reach get several pools, and every load has its own word", () => {
  for (const architecture of ["thumb-1", "thumb-2"] as const) {
    const loads = Array.from({ length: 3000 }, (_, n) => make.load(n % 8, 0x10000 + n));
    const items = [...loads, ...make.returned];
    const layout = layOut(items, architecture);
    checkMeaning(items, layout);
    assert.ok(make.constantsOf(layout).length > 1);
  }
});

test("a load is lengthened rather than a pool put where code falls through", () => {
  const items = [make.load(0, 9), ...make.codes(3000), ...make.returned];
  const layout = layOut(items, "thumb-2");
  assert.deepEqual(pointed(reader(layout), 0), { place: 3008, bytes: 4 });
});
