import assert from "node:assert/strict";
import { test } from "node:test";
import type { Program } from "../../../../src/common/compiler/ir/ir.js";
import { printIr } from "../../../../src/common/compiler/ir/print-ir.js";
import { link } from "../../../../src/common/compiler/link/link.js";
import { networkProgram } from "../../../../src/common/compiler/network-program.js";
import { planMemory } from "../../../../src/common/network/plan.js";
import { RESOURCES } from "../../../../src/node/resources.js";
import { f, program, routine, set, unary, vf } from "../../../support/ir/build.js";
import { specOf } from "../../../support/networks.js";

test("after each pass a program's text names every routine and export, and is the same each time", async () => {
  const kernels = RESOURCES.kernels;
  const spec = specOf({ widths: [2, 1], batch: 1 }, "fast");
  const texts = () => {
    const all: [pass: string, program: Program, text: string][] = [];
    link(kernels, networkProgram(spec, planMemory(spec), kernels), (pass, made) => {
      all.push([pass, made, printIr(made)]);
    });
    return all;
  };
  const [first, second] = [texts(), texts()];
  assert.deepEqual(
    first.map(([, , text]) => text),
    second.map(([, , text]) => text),
  );
  for (const [pass, { routines, exports, constants }, text] of first) {
    const lines = new Set(text.split("\n").map((line) => line.replace(/\(.*/, "")));
    for (const { name } of routines) assert.ok(lines.has(`routine ${name}`), `${pass}: ${name}`);
    for (const [name, target] of exports) assert.ok(lines.has(`export ${name} = ${target}`), name);
    for (const name of constants.keys())
      assert.match(text, new RegExp(`^constant ${name} = `, "m"));
  }
});

test("constants of other bits have other texts", () => {
  const values = [
    0,
    -0,
    1,
    0.1,
    Math.fround(0.1),
    1e-45,
    Infinity,
    -Infinity,
    Number.NaN,
    3e38,
    16777216,
  ];
  const texts = values.map((value) =>
    printIr(program(routine("r", ["f32"], [], [set(0, unary("neg", f(value))), set(0, vf(0))]))),
  );
  assert.equal(new Set(texts).size, values.length - 1); // 0.1 is rounded to the next
});
