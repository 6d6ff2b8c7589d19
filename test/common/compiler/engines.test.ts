// Random programs mean the same to an interpreter of the IR, before and after each pass, and to every printer's engine.
// For more than the suite's: PROGRAMS=5000 FIRST=1000 node --test build/test/common/compiler/engines.test.js
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkProgram } from "../../../src/common/compiler/ir/check.js";
import type { Program } from "../../../src/common/compiler/ir/ir.js";
import { printIr } from "../../../src/common/compiler/ir/print-ir.js";
import { separateLocals } from "../../../src/common/compiler/ir/separate-locals.js";
import { PASSES } from "../../../src/common/compiler/link/link.js";
import { takesSquareRoots, withSquareRootCalls } from "../../../src/common/compiler/square-root.js";
import { RESOURCES } from "../../../src/node/resources.js";
import { extent } from "../../support/extent.js";
import { NO_NETWORK } from "../../support/ir/build.js";
import {
  inC,
  inNode,
  interpreted,
  inWasm,
  type Outcome,
  scriptOf,
} from "../../support/ir/engines.js";
import { INTEGERS, randomProgram } from "../../support/ir/random-program.js";
import { SMALL_ENGINES } from "../../support/small-engines.js";
import { missing } from "../../support/tools.js";

const COUNT = Number(process.env.PROGRAMS ?? extent(45, 90));
const FIRST = Number(process.env.FIRST ?? 0);
const SEEDS = Array.from({ length: COUNT }, (_, k) => FIRST + k);
/** Compiling and starting other engines is slow: they get one of so many programs. */
const EVERY = 2;

const network = { ...NO_NETWORK, integers: INTEGERS };

/** What the passes make of a program, each with its name; the last is what is printed. */
function stages(source: Program): [name: string, program: Program][] {
  let program = source;
  return PASSES.map(({ name, run }) => {
    program = run(program, network);
    return [name, program];
  });
}

const linked = (seed: number): Program => stages(randomProgram(seed)).at(-1)![1];

function expectSame(got: Outcome, seed: number, where: string, program: Program): void {
  const expected = interpreted(randomProgram(seed), seed);
  const at = expected.findIndex((value, k) => value !== got[k]);
  if (at < 0 && got.length === expected.length) return;
  assert.fail(
    `program ${seed}, ${where}: number ${at} is ${got[at]}, expected ${expected[at]}\n${printIr(program)}`,
  );
}

test("random programs are well formed and mean the same after each pass", () => {
  for (const seed of SEEDS) {
    checkProgram(randomProgram(seed));
    for (const [name, program] of stages(randomProgram(seed))) {
      try {
        checkProgram(program);
      } catch (error) {
        assert.fail(`program ${seed}, after ${name}: ${error}\n${printIr(program)}`);
      }
      expectSame(interpreted(program, seed), seed, `after ${name}`, program);
    }
  }
});

for (const [name, run] of [
  ["WebAssembly", inWasm],
  ["JavaScript in Node", inNode],
] as const) {
  test(`random programs mean the same as ${name}, linked and unlinked`, () => {
    for (const seed of SEEDS) {
      for (const program of [separateLocals(randomProgram(seed)), linked(seed)]) {
        let got: Outcome;
        try {
          got = run(program, seed);
        } catch (error) {
          assert.fail(`program ${seed}: ${error}\n${printIr(program)}`);
        }
        expectSame(got, seed, name, program);
      }
    }
  });
}

test("random programs mean the same with our square root called in the place of each", () => {
  let called = 0;
  for (const seed of SEEDS) {
    const source = linked(seed);
    const program = withSquareRootCalls(source, RESOURCES.kernels);
    checkProgram(program);
    assert.ok(!takesSquareRoots(program));
    if (!takesSquareRoots(source)) assert.equal(program, source);
    else called++;
    expectSame(interpreted(program, seed), seed, "interpreted", program);
    expectSame(inNode(program, seed), seed, "JavaScript in Node", program);
  }
  assert.ok(called > SEEDS.length / 2, `only ${called} programs take a square root`);
});

const some = SEEDS.filter((seed) => seed % EVERY === 0).map(
  (seed) => [seed, linked(seed)] as const,
);

test("random programs mean the same as C", { skip: missing("gcc") }, () => {
  const outcomes = inC(some);
  assert.equal(outcomes.length, some.length);
  some.forEach(([seed, program], k) => {
    expectSame(outcomes[k]!, seed, "C", program);
  });
});

for (const engine of SMALL_ENGINES) {
  test(`random programs mean the same as JavaScript in ${engine.name}`, {
    skip: engine.skip,
  }, async () => {
    const lines = await engine.run(scriptOf(some));
    assert.equal(lines.length, some.length);
    some.forEach(([seed, program], k) => {
      expectSame(lines[k]!.split(",").map(Number), seed, engine.name, program);
    });
  });
}

test("random programs change their memory, and differ", () => {
  const outcomes = new Set(SEEDS.map((seed) => interpreted(randomProgram(seed), seed).join()));
  assert.ok(outcomes.size > 0.95 * SEEDS.length, `${outcomes.size} outcomes of ${SEEDS.length}`);
});
