import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { packageRoot } from "../../src/node/package.js";
import { mixedNetworks } from "../support/mixed-networks.js";
import { PLANS } from "../support/networks.js";
import { missingOptions } from "../support/options.js";
import { type Part, runParts, startJudge } from "./judge.js";

/** Runs parts; gives the exit code and what was printed. */
async function printed(...parts: readonly Part[]) {
  let text = "";
  const code = await runParts(parts, (more) => {
    text += more;
  });
  return { code, text };
}

const table = (name: string): Part => ({ name, run: async () => `table of ${name}` });

test("the networks that train on every simulated board have all options between them", () => {
  for (const plan of PLANS) {
    assert.deepEqual(missingOptions(mixedNetworks(plan).map(([, spec]) => spec)), []);
  }
});

test("a benchmark prints every table before it says which promises are broken", async () => {
  const broken: Part = {
    name: "sizes",
    async run(judge) {
      judge.atMost("bytes", 5, 3);
      return "table of sizes";
    },
  };
  const missing: Part = {
    name: "cycles",
    run: () => Promise.reject(new Error("there is no such program")),
  };
  const { code, text } = await printed(broken, missing, table("speed"));
  assert.equal(code, 1);
  assert.equal(
    text,
    [
      ...["table of sizes", "", "cycles: not measured", "", "table of speed", ""],
      "Broken promises:",
      "  bytes: got 5, expected at most 3",
      "  cycles: it could not be measured: there is no such program",
      "",
    ].join("\n"),
  );
  const good = await printed(table("sizes"), table("speed"));
  assert.deepEqual(good, {
    code: 0,
    text: "table of sizes\n\ntable of speed\n\nAll promises are kept.\n",
  });
});

test("a promise is kept up to its limit, and a measure that is no number breaks it", () => {
  const judge = startJudge();
  judge.atMost("kept", 3, 3);
  judge.atLeast("kept", 3, 3);
  judge.atMost("unlimited", 1e9, undefined);
  assert.deepEqual(judge.broken, []);
  judge.atMost("more", 3.1, 3);
  judge.atLeast("less", 2.9, 3);
  judge.atMost("nothing", Number.NaN, 3);
  judge.atLeast("nothing", Number.NaN, 3);
  assert.deepEqual(judge.broken, [
    "more: got 3.1, expected at most 3",
    "less: got 2.9, expected at least 3",
    "nothing: got NaN, expected at most 3",
    "nothing: got NaN, expected at least 3",
  ]);
});

test("a benchmark that is asked for what it does not have says what it has, and measures nothing", () => {
  for (const [args, said] of [
    [["--only", "lengths"], /--only: got "lengths", expected the beginning of one of "Sizes", /],
    [["--network", "L7"], /--network: got "L7", expected one of L6, S3, M3, B2/],
    [["--help"], /Unknown option '--help'/],
  ] as const) {
    const main = join(packageRoot(), "build/test/bench/main.js");
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args]);
    assert.deepEqual([status, String(stdout)], [2, ""]);
    assert.match(String(stderr), said);
    assert.match(
      String(stderr),
      /usage: npm run bench -- \[--only PART …\] \[--network NAME …\] \[--rounds N\]/,
    );
  }
});
