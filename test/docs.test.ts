// The commands and programs of the documents, as they stand there.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  accessSync,
  constants,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { parse } from "yaml";
import { count } from "../src/common/text.js";
import {
  blocks,
  CLI,
  commands,
  inlineCommands,
  PAGES,
  projectFolder,
  ROOT,
  read,
} from "./support/documents.js";
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

test("docs/arduino.md: the example answers what the page shows", {
  skip: missing("gcc", "g++"),
}, (t) => {
  const { folder, run, perceptino } = projectFolder(t);
  perceptino("train", "network.json", "readings.csv", "--overwrite");
  const [build] = commands("docs/arduino.md");
  perceptino(...build!.split(" ").slice(2));
  const library = "out/perceptino_network";
  const stand = join(ROOT, "test/arduino");
  run("gcc", "-std=c99", "-c", `${library}/src/perceptino_network.c`, "-o", "network.o");
  const sketch = `${library}/examples/TrainFromSerial/TrainFromSerial.ino`;
  const places = [`-I${library}/src`, `-I${stand}`, "-include", "Arduino.h"];
  const sources = ["-x", "c++", sketch, join(stand, "host.cpp"), "-x", "none", "network.o"];
  run("g++", ...places, ...sources, "-o", "sketch");
  const shown = [...read("docs/arduino.md").matchAll(/^\| `([\d.,]+)`(.*?) \| `(.*)` \|$/gm)];
  assert.equal(shown.length, 3);
  const batch = 16;
  for (const [, line, when, answer] of shown) {
    const lines = when === "" ? [line] : Array<string>(batch).fill(line!);
    const input = `${lines.join("\n")}\n`;
    const said = execFileSync(join(folder, "sketch"), { input, encoding: "utf8" });
    assert.equal(said.trimEnd().split("\n").at(-1), answer, line);
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

/** The compiler of the image of docs/ci.md, with which alone its sizes and counts are those of the page. */
const IMAGE_COMPILER = "(15:12.2.rel1-1)";

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
  writeFileSync(join(folder, "network.json"), JSON.stringify({ ...network, batch: 20 }));
  for (const line of ours) {
    const { status, stdout } = exitOf(...argsOf(line));
    assert.equal(status, 1);
    for (const what of ["hash", "ram\\.\\w+", "cost\\.median"]) {
      assert.match(stdout, new RegExp(`^CHANGED: ${what}: got \\S+, expected \\S+$`, "m"));
    }
    const file = line.split(" ").at(-1)!;
    assert.ok(stdout.endsWith(`if that is meant, run the same with --update and commit ${file}\n`));
    const { compiler } = JSON.parse(readFileSync(join(folder, file), "utf8"));
    if (!line.includes("mps2") || !String(compiler).includes(IMAGE_COMPILER)) continue;
    assert.ok(stdout.endsWith(`\n${blocks(read("docs/ci.md"), "text")[0]}`), stdout);
  }
});

test("this project's own workflow runs all checks", () => {
  const workflow = parse(read(".github/workflows/ci.yml")) as Workflow;
  assert.deepEqual(runsOf(workflow), [".ci/run"]);
  accessSync(join(ROOT, ".ci/run"), constants.X_OK);
});

test("every npm command of the pages is run by CI", () => {
  const ci = read(".ci/run");
  const scripts = PAGES.flatMap((page) => [...read(page).matchAll(/\bnpm run (\w+)/g)]).map(
    (match) => match[1]!,
  );
  assert.ok(scripts.includes("bench") && scripts.includes("espruino"));
  for (const script of new Set(scripts)) {
    assert.match(
      ci,
      new RegExp(`\n(check|  setsid) npm run ${script}\\b`),
      `.ci/run does not run ${script}`,
    );
  }
});

test("every test file whose run a page tells exists", () => {
  const told = PAGES.flatMap((page) => [
    ...read(page).matchAll(/node --test build\/(test\/[\w./-]+)\.js/g),
  ]).map((match) => `${match[1]}.ts`);
  assert.ok(told.length >= 2);
  for (const path of told) assert.ok(existsSync(join(ROOT, path)), path);
});

for (const page of ["docs/boards.md", "docs/network-file.md", "docs/espruino-upload.md"]) {
  test(`${page}: its perceptino commands run`, (t) => {
    const { folder, perceptino } = projectFolder(t);
    const watch = blocks(read("docs/network-file.md"), "json").find((f) =>
      f.includes('"gestures"'),
    );
    // The page's is of a faster sensor than the watch's.
    writeFileSync(join(folder, "watch.json"), watch!.replace('"rate": 50', '"rate": 12.5'));
    const lines = [...commands(page), ...inlineCommands(page, "npx perceptino")].filter((line) =>
      line.startsWith("npx perceptino "),
    );
    assert.ok(lines.length > 0);
    for (const line of lines) {
      // an app is for a network that reads the accelerometer
      const file = line.includes("bangle-app") ? "watch.json" : "network.json";
      perceptino(...line.replace("network.json", file).split(" ").slice(2));
    }
  });
}

test("docs/javascript.md: its command makes a file that its program trains and restores", (t) => {
  const { folder, perceptino } = projectFolder(t);
  const [build] = inlineCommands("docs/javascript.md", "npx perceptino");
  perceptino(...build!.split(" ").slice(2));
  const [program] = blocks(read("docs/javascript.md"), "js");
  const said = runInNewContext(
    `${readFileSync(join(folder, "out/network.js"), "utf8")}
${program}
net.predict([22, 38])[0] + "," + bytes.length + "," + net.steps;`,
  );
  const [probability, length, steps] = String(said).split(",").map(Number);
  assert.ok(probability! > 0 && probability! < 1 && length! > 100, said);
  assert.equal(steps, 1);
});

test("docs/data.md: its commands for readings that come answer and learn", (t) => {
  const { folder, run } = projectFolder(t);
  const readings = readFileSync(join(folder, "readings.csv"), "utf8");
  writeFileSync(join(folder, "log.csv"), readings);
  const lines = commands("docs/data.md");
  assert.equal(lines.length, 2);
  const program = `perceptino() { "${process.execPath}" "${CLI}" "$@"; };`;
  // cat ends where a log goes on
  const [said, learnt] = lines.map((line) =>
    run("sh", "-c", `${program} ${line.replace("tail -f", "cat")}`),
  );
  const rows = readings.trimEnd().split("\n").length;
  assert.equal(said!.trimEnd().split("\n").length, rows);
  assert.match(learnt!, /step/);
});

const EXERCISES = join(ROOT, "../shared/data/exercises");

test("docs/data.md: its commands print the scores that it shows", {
  skip: existsSync(EXERCISES) ? false : `no readings in ${EXERCISES}`,
}, (t) => {
  const folder = mkdtempSync(join(tmpdir(), "perceptino-data-"));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const name of ["train.csv", "test.csv"]) {
    copyFileSync(join(EXERCISES, name), join(folder, name));
  }
  const lines = inlineCommands("docs/data.md", "npx perceptino").filter((line) =>
    line.includes(".csv"),
  );
  assert.equal(lines.length, 3);
  const said = lines.map((line) => {
    const args = [CLI, ...line.split(" ").slice(2)];
    return execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8", stdio: "pipe" });
  });
  const [shown] = blocks(read("docs/data.md"), "text");
  assert.ok(said.at(-1)!.startsWith(shown!), said.at(-1));
});

test("docs/espruino-saving.md: fit prints the saves that it tells", (t) => {
  const { folder, perceptino } = projectFolder(t);
  const layers = [16, 8, 1].map((units, i) => (i < 2 ? { units, activation: "tanh" } : { units }));
  const network = { inputs: ["a", "b", "c", "d", "e", "f"], outputs: ["y"], layers };
  writeFileSync(join(folder, "network.json"), JSON.stringify(network));
  const [, puck, bangle] = /has ([\d,]+) on a Puck\.js in Storage and ([\d,]+) on a Bangle/.exec(
    read("docs/espruino-saving.md"),
  )!;
  const [fit] = inlineCommands("docs/espruino-saving.md", "npx perceptino");
  const fits: readonly {
    readonly board: string;
    readonly saves?: { readonly inStorage: number };
  }[] = JSON.parse(perceptino(...fit!.split(" ").slice(2), "--json"));
  const saves = (name: string) => count(fits.find(({ board }) => board === name)!.saves!.inStorage);
  assert.deepEqual([puck, bangle], [saves("puckjs"), saves("banglejs")]);
});

test("docs/measured.md has the cycles of docs/devices.md", () => {
  const NAMES = {
    "6-1, batch 32": "L6",
    "6-16-8-1, batch 16": "S3",
    "32-32-16-1, batch 16": "M3",
    "64-64-10, batch 8": "B2",
  };
  const rowOf = (page: string, name: string) =>
    read(page)
      .split("\n")
      .filter((line) => line.startsWith(`| ${name} |`))
      .map((line) =>
        line
          .split("|")
          .map((cell) => cell.trim())
          .slice(2),
      )
      .findLast((cells) => /^[\d,]+$/.test(cells[0]!))!;
  for (const [long, short] of Object.entries(NAMES)) {
    const [cycles, , aifes, byHand] = rowOf("docs/devices.md", short);
    assert.deepEqual(rowOf("docs/measured.md", long).slice(0, 3), [cycles, aifes, byHand], long);
  }
});
