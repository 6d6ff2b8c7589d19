import assert from "node:assert/strict";
import { test } from "node:test";
import { integer, memory, vfp } from "./encoders.js";

const REFUSED: readonly (readonly [() => unknown, number])[] = [
  [() => integer.addConstant(0, 1, 4097), 4097],
  [() => integer.addConstant(0, 1, 257, "set"), 257],
  [() => integer.andConstant(0, 1, 257), ~257],
  [() => integer.eorConstant(0, 1, 257), 257],
  [() => integer.cmpConstant(0, 257), 257],
  [() => memory.ldr(0, 1, 4096), 4096],
  [() => memory.str(0, 1, -4), -4],
  [() => memory.ldr(0, 13, -4), -4],
  [() => vfp.vldr(0, 1, 1024), 1024],
  [() => vfp.vstr(0, 1, 2), 2],
  [() => vfp.vmovConstant(0, 0x3f99999a), 0x3f99999a],
];

test("numbers that instructions cannot hold are refused as a bug, with what was got", () => {
  for (const [encode, got] of REFUSED) {
    const message = new RegExp(`machine code: \\w+ of .*${got}.*; this is a bug in perceptino`);
    assert.throws(encode, { message });
  }
});
