// The reference: code by GCC, proven to lie anywhere, and the float routines in C that it needs on a Cortex-M0.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { UserError } from "../../../src/common/errors.js";
import { extent } from "../../support/extent.js";
import { missing } from "../../support/tools.js";
import { compileCheck, FLOAT_ROUTINES, quickCheck } from "../../thumb/check-floats.js";
import { linkBlob } from "../../thumb/gcc-link.js";

const GCC = "arm-none-eabi-gcc";
const M0 = ["-mcpu=cortex-m0", "-mthumb"];
/** Random pairs of numbers; test/thumb/check-floats.ts takes more. */
const PAIRS = extent(500_000, 10_000_000);
const ENTRIES = ["init", "observe", "predict", "train", "loss"];

const folder = mkdtempSync(join(tmpdir(), "perceptino-gcc-test-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Compiles a file for the Cortex-M0 and links it as code that may lie anywhere. */
async function link(name: string, source: string, more: readonly string[] = []) {
  const object = `${name}.o`;
  writeFileSync(join(folder, name), source);
  const flags = ["-O1", "-ffreestanding", "-w", ...more];
  await promisify(execFile)(GCC, [...M0, ...flags, "-c", name, "-o", object], { cwd: folder });
  return linkBlob([object], M0, folder);
}

const INIT = "int init(void) { return 0; } int observe(void) { return 0; }";
const OTHERS = "int predict(void) { return 0; } int loss(void) { return 0; }";
const refused = (place: RegExp) => (error: Error) => {
  assert.ok(error instanceof UserError);
  assert.match(error.message, place);
  assert.match(error.message, /expected code that may lie anywhere$/);
  return true;
};

test("code that finds a table at its address is refused, and the function named", {
  skip: missing(GCC),
}, async () => {
  const source = `${INIT} ${OTHERS}
    static const int *const table[] = {(int *)init, (int *)observe, (int *)loss};
    const int *train(int unused, int i) { return table[i]; }`;
  await assert.rejects(link("table.c", source), refused(/an address, in train at byte 8,/));
});

test("code that loads an address is refused, and the function named", {
  skip: missing(GCC),
}, async () => {
  const source = `${INIT} ${OTHERS} __attribute__((noinline)) void *here(void) { return (void *)here; }
    void *train(void) { return here(); }`;
  await assert.rejects(link("load.c", source), refused(/an address, in here at byte \d+,/));
});

test("GCC's own float division for the Cortex-M0 is refused", { skip: missing(GCC) }, async () => {
  const source = `${INIT} ${OTHERS} float train(float a, float b) { return a / b; }`;
  await assert.rejects(link("divide.c", source), refused(/an address, in __aeabi_fdiv at byte/));
});

test("code with data of its own, or with a table that a loader must fill in, is refused", {
  skip: missing(GCC),
}, async () => {
  const counter = `${INIT} ${OTHERS} int train(void) { static int calls; return calls++; }`;
  await assert.rejects(link("data.c", counter, ["-fpic"]), /the code has writable data/);
  const table = `${INIT} ${OTHERS}
    static int (*const table[])(void) = {init, observe};
    int train(int unused, int i) { return table[i](); }`;
  await assert.rejects(link("relative.c", table, ["-fpic"]), /the code has writable data/);
});

test("plain code is not refused", { skip: missing(GCC) }, async () => {
  const { bytes, symbols } = await link(
    "plain.c",
    `${INIT} ${OTHERS} int train(void) { return 1; }`,
  );
  assert.ok(bytes.length > 0);
  assert.ok(ENTRIES.every((entry) => symbols.some(({ name }) => name === entry)));
});

test("the float routines have this machine's bits for all pairs of exponents and random pairs", {
  skip: missing("gcc"),
}, async (t) => {
  const pairs = await quickCheck(await compileCheck(folder), PAIRS);
  assert.ok(pairs > 20_000_000 + PAIRS);
  t.diagnostic(`${pairs} pairs of numbers`);
});

test("the check of the float routines finds a wrong limit, tie, lost bit and zero", {
  skip: missing("gcc"),
}, async () => {
  const mistakes = [
    ["distance > 25", "distance > 24"],
    ["if (!(significand & 0x7f)) result &= ~1u;", ""],
    ["return high | (low << 16 != 0);", "return high;"],
    ["a << 1 == 0 ? a & b : a", "a"],
    ["exponent < -30 ? 1", "exponent < -30 ? 0x100"],
  ] as const;
  const right = readFileSync(FLOAT_ROUTINES, "utf8");
  for (const [code, mistake] of mistakes) {
    assert.ok(right.includes(code), code);
    const path = join(folder, "wrong.c");
    writeFileSync(path, right.replace(code, mistake));
    await assert.rejects(
      quickCheck(await compileCheck(folder, path), PAIRS),
      /got .*, expected /,
      code,
    );
  }
});
