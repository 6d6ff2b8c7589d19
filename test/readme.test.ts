import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { memoryBar } from "../src/common/network/memory-bar.js";
import { checkNetwork, parseNetwork } from "../src/common/network/network-file.js";
import type { MemoryPlan } from "../src/common/network/plan.js";
import { count } from "../src/common/text.js";
import { buildNetwork } from "../src/node/build-network.js";
import { blocks, CLI, commands, PAGES, ROOT, read } from "./support/documents.js";
import { missing } from "./support/tools.js";

const DOCUMENTS = [
  ...["README.md", "DESIGN.md", "SPEC.md", "CONTRIBUTING.md", "CHANGELOG.md"],
  ...PAGES,
  ...["examples/wireless-sensors/README.md", "examples/espruino/README.md"],
];

test("every npm command of the README is run by CI", () => {
  const ci = read(".ci/run");
  const npm = commands("README.md").filter((line) => line.startsWith("npm "));
  assert.ok(npm.includes("npm start") && npm.includes("npm test"));
  for (const line of npm) assert.ok(ci.includes(line), `.ci/run does not run: ${line}`);
});

/** Commands that need a cross compiler and a simulator. */
const DEVICE = /^npx perceptino (simulate|flash) /;
const noDevices = missing("arm-none-eabi-gcc", "qemu-system-arm");

/** Made-up movements: 12.5 readings a second, as the watch gives them, each gesture for 16 seconds at a time. */
function gestures(): string {
  const GESTURES = { still: 0, tap: 9, wave: 2 };
  const rows = Array.from({ length: 4800 }, (_, i) => {
    const [name, pace] = Object.entries(GESTURES)[Math.floor(i / 200) % 3]!;
    const move = Math.sin((pace * i * Math.PI) / 50);
    const noise = ((i * 7919) % 97) / 970;
    return `${Math.floor(i / 200)},${(i / 12.5).toFixed(2)},${(move + noise).toFixed(3)},${(0.5 * move - noise).toFixed(3)},${(1 + noise).toFixed(3)},${name}`;
  });
  return `recording,time [s],x [g],y [g],z [g],gesture\n${rows.join("\n")}\n`;
}

/** What the README shows of `init` is what it prints. */
function expectShown(printed: string): void {
  const shown = /^```\n(gestures\.csv: .*?)^```/ms.exec(read("README.md"))![1]!;
  const lines = printed.split("\n");
  for (const line of shown.split("\n").filter((text) => text !== "")) {
    const plain = line.replace("next: npx perceptino", "next: perceptino");
    assert.ok(lines.includes(plain), `init does not print ${JSON.stringify(plain)}`);
  }
}

test("the README's perceptino commands run one after the other in a folder with readings", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "perceptino-readme-"));
  writeFileSync(join(folder, "gestures.csv"), gestures());
  const inline = [...read("README.md").matchAll(/`(npx perceptino [^`]+)`/g)].map(
    (match) => match[1]!,
  );
  const lines = [...commands("README.md"), ...inline].filter((line) =>
    line.startsWith("npx perceptino "),
  );
  assert.ok(lines.length >= 7);
  try {
    for (const line of lines) {
      if (DEVICE.test(line) && noDevices) {
        t.diagnostic(`not run: ${line}; ${noDevices}`);
        continue;
      }
      const args = [...line.slice("npx perceptino ".length).matchAll(/"([^"]*)"|(\S+)/g)];
      const argv = args.map((match) => match[1] ?? match[2]!);
      const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...argv], {
        cwd: folder,
        encoding: "utf8",
      });
      assert.equal(status, 0, `${line}: ${stderr}`);
      if (line.includes(" init --data ")) expectShown(stderr + stdout);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the README's network file is a network file", () => {
  const [file] = blocks(read("README.md"), "json");
  assert.equal(parseNetwork(file!).layers.length, 2);
});

test("the README draws the memory of its network", async () => {
  const [file] = blocks(read("README.md"), "json");
  const { plan } = await buildNetwork(parseNetwork(file!));
  assert.ok(read("README.md").includes(`\n${memoryBar(plan)}\n`), memoryBar(plan));
});

test("the network files of docs/network-file.md are network files of all tasks", () => {
  const specs = blocks(read("docs/network-file.md"), "json").map((file) => parseNetwork(file));
  assert.deepEqual(
    specs.map(({ task }) => task),
    ["yes-no", "yes-no", "classes", "classes", "numbers", "yes-no"],
  );
});

test("every link and picture of the documents exists", () => {
  for (const document of DOCUMENTS) {
    for (const [, target] of read(document).matchAll(/\]\(([^)#]+)[^)]*\)/g)) {
      if (/^https:/.test(target!)) continue;
      const path = join(ROOT, dirname(document), target!);
      assert.ok(existsSync(path), `${document} links to ${target}, which does not exist`);
    }
  }
});

test("every source file that a document names exists", () => {
  for (const document of DOCUMENTS) {
    for (const [, path] of read(document).matchAll(
      /`((?:src|assembly|test|boards|examples|\.ci)\/[\w./-]+)`/g,
    )) {
      assert.ok(existsSync(join(ROOT, path!)), `${document} names ${path}, which does not exist`);
    }
  }
});

const batchBytes = ({ tensors }: MemoryPlan): number =>
  tensors.reduce((sum, { name, bytes }) => sum + (name === "X" || name === "Y" ? bytes : 0), 0);

test("the sizes of docs/measured.md are those of the networks", async () => {
  const text = read("docs/measured.md");
  const networks = [
    [[6, 1], 32],
    [[6, 16, 8, 1], 16],
    [[32, 32, 16, 1], 16],
  ] as const;
  for (const [widths, batch] of networks) {
    for (const plan of ["fast", "small"] as const) {
      const spec = checkNetwork({
        inputs: Array.from({ length: widths[0] }, (_, i) => ({ name: `x${i}` })),
        outputs: ["y"],
        layers: widths.slice(1).map((units, i) => ({
          units,
          activation: i === widths.length - 2 ? "sigmoid" : "tanh",
        })),
        batch,
        plan,
      });
      const built = await buildNetwork(spec);
      const ram = count(built.plan.end - batchBytes(built.plan));
      const row = new RegExp(`\\| ${plan} \\| ${ram} \\|[^|]*\\| ${count(built.wasm.length)} \\|`);
      assert.match(
        text,
        row,
        `${widths.join("-")}, ${plan}: ${ram} bytes of RAM, ${built.wasm.length} of Wasm`,
      );
    }
  }
});

test("the README shows what the example's README shows", () => {
  const example = read("examples/wireless-sensors/README.md");
  const rows = read("README.md")
    .split("\n")
    .filter((line) => line.startsWith("mote 4 "));
  assert.equal(rows.length, 2);
  for (const row of rows) assert.ok(example.includes(row), row);
});
