import assert from "node:assert/strict";
import { test } from "node:test";
import * as branches from "../../../../../src/common/compiler/thumb/encode/branches.js";
import * as control from "../../../../../src/common/compiler/thumb/encode/control.js";
import * as integer from "../../../../../src/common/compiler/thumb/encode/integer.js";
import * as memory from "../../../../../src/common/compiler/thumb/encode/memory.js";
import * as multiply from "../../../../../src/common/compiler/thumb/encode/multiply.js";
import * as vfp from "../../../../../src/common/compiler/thumb/encode/vfp.js";

const REFUSED: readonly (readonly [() => unknown, string])[] = [
  [() => integer.add(0, 1, 13), "add: got register 13, expected one of r0 to r12 or lr (14)"],
  [() => integer.add(0, 15, 8), "add: got register 15, expected one of r0 to r12 or lr (14)"],
  [() => integer.add(0, 1.5, 2), "add: got register 1.5, expected one of r0 to r12 or lr (14)"],
  [() => integer.add(-1, 1, 2), "add: got register -1, expected one of r0 to r12 or lr (14)"],
  [() => integer.add(13, 1, 2), "add: got sp = r1 + m, lsl #0, expected sp = sp + m, lsl #0 to #3"],
  [
    () => integer.add(13, 13, 2, { type: "lsl", by: 4 }),
    "add: got sp = r13 + m, lsl #4, expected sp = sp + m, lsl #0 to #3",
  ],
  [
    () => integer.sub(0, 1, 2, { type: "lsl", by: 32 }),
    "sub: got 32, expected a whole number from 0 to 31",
  ],
  [
    () => integer.eor(0, 1, 2, { type: "lsr", by: 0 }),
    "eor: got 0, expected a whole number from 1 to 32",
  ],
  [
    () => integer.shifted(0, 1, { type: "ror", by: 32 }),
    "ror: got 32, expected a whole number from 1 to 31",
  ],
  [
    () => integer.shifted(0, 1, { type: "lsl", by: 0 }, "set"),
    "lsl: got an amount of 0 that sets flags, expected another amount",
  ],
  [
    () => integer.addConstant(0, 1, 4097),
    "add: got 4097, expected a constant that the instruction can hold",
  ],
  [
    () => integer.addConstant(0, 1, 257, "set"),
    "add: got 257, expected a constant that the instruction can hold",
  ],
  [
    () => integer.addConstant(13, 0, 4),
    "add: got register 13, expected one of r0 to r12 or lr (14)",
  ],
  [
    () => integer.andConstant(0, 1, 257),
    "and: got 257, expected a constant that the instruction can hold",
  ],
  [() => integer.eorConstant(0, 1, 257), "eor: got 257, expected a modified immediate"],
  [
    () => integer.cmpConstant(0, 257),
    "cmp: got 257, expected a constant that the instruction can hold",
  ],
  [() => integer.movw(0, 65536), "movw: got 65536, expected a whole number from 0 to 65535"],
  [() => integer.movConstant(13, 1), "mov: got register 13, expected one of r0 to r12 or lr (14)"],
  [() => multiply.umull(1, 1, 2, 3), "umull: got r1 for both halves, expected two registers"],
  [() => multiply.mul(13, 1, 1), "mul: got register 13, expected one of r0 to r12 or lr (14)"],
  [() => control.it("eq", "ttte"), 'it: got "ttte", expected up to three of "t" and "e"'],
  [() => control.bx(15), "bx: got register 15, expected one of r0 to r12 or lr (14)"],
  [() => memory.ldr(0, 1, 4096), "ldr: got 4096, expected a whole number from -255 to 4095"],
  [() => memory.str(0, 1, -256), "str: got -256, expected a whole number from -255 to 4095"],
  [
    () => memory.push([]),
    "push: got registers none, expected some of r0 to r12 and lr (14), each once",
  ],
  [
    () => memory.push([4, 4]),
    "push: got registers 4, 4, expected some of r0 to r12 and lr (14), each once",
  ],
  [
    () => memory.pop([14, 15]),
    "pop: got lr and pc, expected some of r0 to r12 and one of lr (14) and pc (15), each once",
  ],
  [() => vfp.vadd(0, 1, 32), "vadd: got float register 32, expected one of s0 to s31"],
  [() => vfp.vldr(0, 1, 1024), "vldr: got 1024, expected a multiple of 4 from -1020 to 1020"],
  [() => vfp.vstr(0, 1, 2), "vstr: got 2, expected a multiple of 4 from -1020 to 1020"],
  [() => vfp.vpush(16, 17), "vpush from s16: got 17, expected a whole number from 1 to 16"],
  [
    () => vfp.vmovConstant(0, 0x3f99999a),
    "vmov: got bits 0x3f99999a, expected ±(16 to 31) / 16 · 2^(-3 to 4)",
  ],
  [() => branches.branch(2048), "b: got 2048, expected a multiple of 2 from -2048 to 2046"],
  [() => branches.branch(3), "b: got 3, expected a multiple of 2 from -2048 to 2046"],
  [
    () => branches.branchOn("eq", -258),
    "b on a condition: got -258, expected a multiple of 2 from -256 to 254",
  ],
  [
    () => branches.bl(2 ** 24),
    "bl: got 16777216, expected a multiple of 2 from -16777216 to 16777214",
  ],
  [() => branches.ldrLiteral(0, 1024), "ldr: got 1024, expected a multiple of 4 from 0 to 1020"],
  [
    () => branches.ldrLiteralWide(0, 4096),
    "ldr.w: got 4096, expected a whole number from -4095 to 4095",
  ],
  [() => integer.neg(0, 8), "neg: got register 8, expected one of r0 to r7"],
];

test("operands out of range are refused as a bug, with what was got and what is expected", () => {
  for (const [encode, message] of REFUSED) {
    assert.throws(encode, { message: `${message}; this is a bug in perceptino` });
  }
});
