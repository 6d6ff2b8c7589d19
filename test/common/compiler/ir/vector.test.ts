import assert from "node:assert/strict";
import { test } from "node:test";
import { cNetwork } from "../../../../src/common/compiler/c/c-network.js";
import { hostProgram } from "../../../../src/common/compiler/host-program.js";
import { checkProgram } from "../../../../src/common/compiler/ir/check.js";
import { decodeStatements, encodeStatements } from "../../../../src/common/compiler/ir/encoding.js";
import {
  constant,
  type Expression,
  local,
  type Program,
  type Routine,
  type Statement,
  type Type,
} from "../../../../src/common/compiler/ir/ir.js";
import {
  VECTOR,
  VECTOR_OPERATORS,
  type VectorOperator,
  vector,
} from "../../../../src/common/compiler/ir/vector.js";
import { eachValue } from "../../../../src/common/compiler/ir/walk.js";
import { jsKernels } from "../../../../src/common/compiler/js/js-module.js";
import { routineOf } from "../../../../src/common/compiler/kernels.js";
import { link } from "../../../../src/common/compiler/link/link.js";
import { printWasm } from "../../../../src/common/compiler/wasm/print-wasm.js";
import { checkNetwork } from "../../../../src/common/network/network-file.js";
import { buildNetwork } from "../../../../src/node/build-network.js";
import { RESOURCES } from "../../../../src/node/resources.js";
import { NETWORK } from "../../../support/command-line.js";

/** A routine without parameters that does something and stores 16 bytes at address 64. */
function storing(value: Expression, before: readonly Statement[] = []): Program {
  const locals: Type[] = ["v128", "v128", "i32", "f32"];
  const body: Statement[] = [
    ...before,
    { kind: "store", pointer: constant("i32", 64), offset: 0, value },
  ];
  const routine: Routine = { name: "run", parameters: [], locals, body };
  return {
    routines: [routine],
    exports: new Map([["run", "run"]]),
    constants: new Map([["end", constant("i32", 128)]]),
  };
}

/** What is at address 64 after a run; at 0 are the numbers 1, 2, 3 and 4, at 16 the numbers 5 to 8. */
function run(program: Program): Float32Array {
  checkProgram(program);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(printWasm(program)), {});
  const floats = new Float32Array((exports.memory as WebAssembly.Memory).buffer);
  floats.set([1, 2, 3, 4, 5, 6, 7, 8]);
  (exports.run as () => void)();
  return floats.slice(16, 20);
}

const loaded = (type: Type, at: number): Expression => ({
  kind: "load",
  type,
  pointer: constant("i32", at),
  offset: 0,
});
const [LOW, HIGH] = [loaded("v128", 0), loaded("v128", 16)];
const OPERANDS: Readonly<Record<Type, Expression>> = {
  v128: LOW,
  i32: constant("i32", 3),
  f32: constant("f32", 1.5),
};

const of = (operator: VectorOperator, lane = 0): Expression =>
  vector(
    operator,
    VECTOR[operator][0].map((type) => OPERANDS[type]),
    lane,
  );

test("each operator on lanes is a valid instruction, and its code is read as it was written", () => {
  for (const operator of VECTOR_OPERATORS) {
    const value = of(operator, operator === "i32x4.shuffle" ? 0o0123 : 0);
    const program = storing(value);
    run(program);
    const { body, locals } = program.routines[0]!;
    const names: string[] = [];
    const code = encodeStatements(body, (name) => names.push(name) - 1);
    const read = decodeStatements(code, locals, names, {
      global: (type, name) => ({ kind: "global", type, name }),
      target: (name) => name,
    });
    assert.deepEqual(read, body, operator);
  }
});

test("hosts' kernels use each operator on lanes", () => {
  const { routines, names } = RESOURCES.lanes;
  const used = new Set<VectorOperator>(["i32x4.splat"]); // in constants that fill all lanes, where the printer puts it
  for (const kernel of routines) {
    eachValue(routineOf(kernel, names).body, (value) => {
      if (value.kind === "vector") used.add(value.operator);
    });
  }
  assert.deepEqual([...used].sort(), [...VECTOR_OPERATORS].sort());
});

test("lanes are chosen, filled and loaded as their numbers say", () => {
  const shuffled = (lanes: number) => [
    ...run(storing(vector("i32x4.shuffle", [LOW, HIGH], lanes))),
  ];
  assert.deepEqual(shuffled(0o3210), [1, 2, 3, 4]);
  assert.deepEqual(shuffled(0o4567), [8, 7, 6, 5]);
  assert.deepEqual(shuffled(0o0321), [2, 3, 4, 1]);
  const number = loaded("f32", 20);
  assert.deepEqual([...run(storing(vector("f32x4.splat", [number])))], [6, 6, 6, 6]);
  for (const lane of [0, 1, 2, 3]) {
    const into = run(storing(vector("f32x4.replace_lane", [LOW, number], lane)));
    assert.deepEqual([...into], [1, 2, 3, 4].with(lane, 6));
    assert.equal(run(storing(vector("f32x4.extract_lane", [HIGH], lane)))[0], 5 + lane);
  }
  const alone = vector("f32x4.replace_lane", [constant("v128", 0), number], 0);
  assert.deepEqual([...run(storing(alone))], [6, 0, 0, 0]);
  assert.deepEqual([...run(storing(constant("v128", 0x40400000)))], [3, 3, 3, 3]);
});

test("a program whose lanes do not fit its operators is refused", () => {
  const wrong = (value: Expression, what: RegExp) =>
    assert.throws(() => checkProgram(storing(value)), what);
  wrong(vector("f32x4.add", [LOW, OPERANDS.f32]), /operand 1 of f32x4\.add of type f32/);
  wrong(vector("f32x4.add", [LOW]), /1 operands of f32x4\.add/);
  wrong({ ...of("f32x4.add"), type: "f32" }, /a vector that says f32 and is v128/);
  wrong(loaded("v128", 116), /an access at byte 116 of 128/);
  const set: Statement = { kind: "set", index: 2, value: LOW };
  assert.throws(() => checkProgram(storing(LOW, [set])), /a value for local 2 of type v128/);
  assert.equal(run(storing(local("v128", 0), [{ kind: "set", index: 0, value: HIGH }]))[3], 8);
});

test("what devices run is printed without lanes, and a program with them is refused", async () => {
  const built = await buildNetwork(checkNetwork(NETWORK));
  const program = link(RESOURCES.lanes, hostProgram(built.spec, built.plan, RESOURCES.lanes));
  for (const print of [
    () => jsKernels(program),
    () => cNetwork({ ...built, program }, "network"),
  ]) {
    assert.throws(print, /got a program with four lanes/);
  }
});
