// The commands and programs of the documents, as they stand there.
import assert from "node:assert/strict";
import { accessSync, constants, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { blocks, CLI, commands, projectFolder, ROOT, read } from "./support/documents.js";
import { missing } from "./support/tools.js";

test("the README's program for the loader compiles and restores a checkpoint", (t) => {
  const { folder, run, perceptino } = projectFolder(t);
  perceptino("build", "network.json");
  const program = blocks(read("README.md"), "js").find((block) => block.includes("loadNetwork("))!;
  const typed = program.replace(
    "network.observe",
    "const before: number = network.steps;\nnetwork.observe",
  );
  writeFileSync(join(folder, "use.mts"), typed);
  const types = ["--types", "node", "--typeRoots", join(ROOT, "node_modules/@types")];
  const compiler = ["--strict", "--target", "es2022", "--module", "nodenext", "--skipLibCheck"];
  run(
    process.execPath,
    join(ROOT, "node_modules/typescript/bin/tsc"),
    ...compiler,
    ...types,
    "use.mts",
  );
  writeFileSync(
    join(folder, "use.mjs"),
    `${readFileSync(join(folder, "use.mjs"), "utf8")}
    console.log(JSON.stringify([before, network.steps, probability, checkpoint.length]));`,
  );
  const [before, steps, probability, bytes] = JSON.parse(run(process.execPath, "use.mjs"));
  assert.ok(before > 1 && steps === before + 1 && probability > 0 && bytes > 100);
});

test("docs/c.md: its commands run, and its C predicts and learns", {
  skip: missing("gcc"),
}, (t) => {
  const { folder, run, perceptino } = projectFolder(t);
  const [predict, learn] = blocks(read("docs/c.md"), "c");
  writeFileSync(join(folder, "predict.c"), predict!);
  let said = "";
  for (const line of commands("docs/c.md")) {
    const [program, ...args] = line.split(" ");
    if (program === "npx") perceptino(...args.slice(1));
    else said = run(program!, ...args);
  }
  assert.match(said, /^0\.\d{3}\n$/);
  writeFileSync(
    join(folder, "learn.c"),
    `#include "network.h"
${learn}
int main(void) {
  float reading[NETWORK_INPUTS] = {20, 40}, out[NETWORK_OUTPUTS], before;
  network_init_trained();
  network_predict(reading, &before);
  for (int i = 0; i < 20 * (int)NETWORK_BATCH; i++) learn(reading, 1);
  network_predict(reading, out);
  return !(out[0] > before && NETWORK_STEPS > 20);
}
`,
  );
  run("gcc", "-Wall", "-Wextra", "-Werror", "-Iout", "learn.c", "out/network.c", "-o", "learn");
  run("./learn");
});

test("docs/arduino.md: its commands make a library that a sketch like the one shown can use", {
  skip: missing("g++"),
}, (t) => {
  const { folder, run } = projectFolder(t);
  const npx = `npx() { shift; "${process.execPath}" "${CLI}" "$@"; }; HOME="${folder}";`;
  for (const line of commands("docs/arduino.md")) run("sh", "-c", `${npx} ${line}`);
  const src = "Arduino/libraries/perceptino_network/src";
  const [sketch] = blocks(read("docs/arduino.md"), "cpp");
  writeFileSync(
    join(folder, "sketch.cpp"),
    `#include "Arduino.h"
int analogRead(int); enum { A0, A1 }; void delay(unsigned long);
${sketch}`,
  );
  const places = [`-I${join(ROOT, "test/arduino")}`, `-I${src}`];
  run("g++", "-std=gnu++14", "-Wall", ...places, "-fsyntax-only", "sketch.cpp");
  const readme = read("docs/arduino.md");
  for (const name of readdirSync(join(folder, "Arduino/libraries/perceptino_network"))) {
    assert.ok(readme.includes(name), `docs/arduino.md does not tell of ${name}`);
  }
});

/** What a machine of a CI is set up with; the rest of a workflow are our commands. */
const SETTING_UP = [
  "apt-get update",
  "apt-get install -y gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm duktape",
  "npm ci",
];

interface Workflow {
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly { readonly run?: string; readonly uses?: string }[] }>
  >;
}
const runsOf = ({ jobs }: Workflow): string[] =>
  Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));

/** The commands of the two workflows that docs/ci.md shows. */
function workflows(): readonly (readonly string[])[] {
  const [github, gitlab] = blocks(read("docs/ci.md"), "yaml").map((text) => parse(text));
  const { before_script: before, script } = gitlab.boards as Record<string, string[]>;
  return [runsOf(github as Workflow), [...before!, ...script!]];
}

test("docs/ci.md: its workflows pass after its commands, and fail when the network changes", {
  skip: missing("arm-none-eabi-gcc", "qemu-system-arm"),
}, (t) => {
  const { folder, perceptino, exitOf } = projectFolder(t);
  const argsOf = (line: string) => line.replace(/^npx perceptino /, "").split(" ");
  for (const line of commands("docs/ci.md")) perceptino(...argsOf(line));
  const [github, gitlab] = workflows();
  assert.deepEqual(github, gitlab);
  assert.deepEqual(github!.slice(0, SETTING_UP.length), SETTING_UP);
  const ours = github!.slice(SETTING_UP.length);
  assert.equal(ours.length, 2);
  for (const line of ours)
    assert.match(perceptino(...argsOf(line)), /as expected-\w+.json expects\n$/);
  const network = JSON.parse(readFileSync(join(folder, "network.json"), "utf8"));
  writeFileSync(
    join(folder, "network.json"),
    JSON.stringify({ ...network, batch: network.batch + 1 }),
  );
  for (const line of ours) {
    const { status, stdout } = exitOf(...argsOf(line));
    assert.equal(status, 1);
    for (const what of ["hash", "ram\\.\\w+", "cost\\.median"]) {
      assert.match(stdout, new RegExp(`^CHANGED: ${what}: got \\S+, expected \\S+$`, "m"));
    }
    const file = line.split(" ").at(-1)!;
    assert.ok(stdout.endsWith(`if that is meant, run the same with --update and commit ${file}\n`));
  }
});

test("this project's own workflow runs all checks", () => {
  const workflow = parse(read(".github/workflows/ci.yml")) as Workflow;
  assert.deepEqual(runsOf(workflow), [".ci/run"]);
  accessSync(join(ROOT, ".ci/run"), constants.X_OK);
});
