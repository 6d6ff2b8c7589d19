// Loops that sum repeat their bodies in the C of large networks: whatever their count, each number is added once, in order.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { preamble } from "../../../../src/common/compiler/c/preamble.js";
import { cRoutineNames, printRoutines } from "../../../../src/common/compiler/c/print-c.js";
import { REPEATED } from "../../../../src/common/compiler/c/repeat-sums.js";
import type { Expression, Program, Statement } from "../../../../src/common/compiler/ir/ir.js";
import {
  binary,
  branch,
  f,
  give,
  i,
  load,
  loop,
  program,
  routine,
  set,
  vf,
  vi,
  when,
} from "../../../support/ir/build.js";
import { interpret } from "../../../support/ir/interpret.js";
import { missing } from "../../../support/tools.js";

const folder = mkdtempSync(join(tmpdir(), "perceptino-repeat-sums-"));
after(() => rmSync(folder, { recursive: true }));

/** More than three rounds of repeated bodies, and every rest. */
const COUNTS = Array.from({ length: 3 * REPEATED + 2 }, (_, count) => count);
/** Numbers whose sums tell their order and how many they were; a loop that goes too far finds more behind them. */
const NUMBERS = Float32Array.from({ length: 64 }, (_, k) => (-1) ** k / (k + 3) + 2 ** (k % 9));

const [count, at, sum, end] = [0, 1, 2, 3];
const next = set(at, binary("add", vi(at), i(4)));
const add = set(sum, binary("add", vf(sum), load("f32", vi(at))));

/** The sum of the first so many numbers, of none 0, by a loop that ends when `more` is 0. */
const summing = (
  start: readonly Statement[],
  step: readonly Statement[],
  more: Expression,
): Program =>
  program(
    routine(
      "sum",
      ["i32"],
      ["i32", "f32", "i32"],
      [
        set(sum, f(0)),
        ...start,
        when(vi(count), [loop("again", [add, next, ...step, branch("again", more)])]),
        give(vf(sum)),
      ],
      "f32",
    ),
  );
const less = (by: number) => set(count, binary("sub", vi(count), i(by)));
const twice = set(count, binary("shl", vi(count), i(1)));
const LOOPS: Readonly<Record<string, Program>> = {
  "counts down": summing([], [less(1)], vi(count)),
  "counts down by two": summing([twice], [less(2)], vi(count)),
  "counts down in two places": summing([twice], [less(1), less(1)], vi(count)),
  "ends at an address": summing(
    [set(end, binary("shl", vi(count), i(2)))],
    [],
    binary("lt_u", vi(at), vi(end)),
  ),
};

const cOf = (one: Program): string => `#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
${preamble("(unsigned char *)memory", `static u32 memory[${NUMBERS.length}];`)}
${printRoutines(one, { rare: new Set(), repeatSums: true })}
int main(int count, char **arguments) {
  for (int i = 0; i < ${NUMBERS.length}; i++) memory[i] = strtoul(arguments[1 + i], 0, 10);
  for (int i = 1 + ${NUMBERS.length}; i < count; i++)
    printf("%u\\n", (unsigned)as_u32(${[...cRoutineNames(one).values()].at(-1)}(strtoul(arguments[i], 0, 10))));
  return 0;
}
`;

const wordsOf = (floats: Float32Array) => [...new Uint32Array(floats.buffer)];

for (const [name, one] of Object.entries(LOOPS)) {
  test(`a loop that sums and ${name} adds each number once, for counts of 0 to ${COUNTS.at(-1)}`, {
    skip: missing("gcc"),
  }, () => {
    const source = cOf(one);
    assert.equal(source.match(/ BARRIER;/g)?.length, REPEATED - 1, source);
    const expected = COUNTS.map(
      (of) => wordsOf(Float32Array.of(interpret(one, NUMBERS.slice().buffer, "main", [of])!))[0],
    );
    assert.equal(new Set(expected).size, COUNTS.length);
    writeFileSync(join(folder, "sum.c"), source);
    for (const optimization of ["-O0", "-O2"]) {
      const flags = ["-std=c99", "-Wall", optimization, "-ffp-contract=off"];
      const compiled = spawnSync("gcc", [...flags, "-o", "sum", "sum.c"], {
        cwd: folder,
        encoding: "utf8",
      });
      assert.deepEqual([compiled.status, compiled.stderr], [0, ""]);
      const args = [...wordsOf(NUMBERS), ...COUNTS].map(String);
      // One that misses its end reads for minutes.
      const ran = spawnSync(join(folder, "sum"), args, { encoding: "utf8", timeout: 5000 });
      assert.equal(ran.status, 0, `ended with ${ran.signal ?? ran.error}`);
      assert.deepEqual(ran.stdout.trim().split("\n").map(Number), expected, optimization);
    }
  });
}
