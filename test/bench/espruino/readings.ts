import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { espruinoModule } from "../../../src/common/espruino/module.js";
import type { Placement } from "../../../src/common/espruino/module-name.js";
import { planUpload } from "../../../src/common/espruino/versions.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { packageRoot } from "../../../src/node/package.js";
import { boardNamed, mapsStorage, NAME } from "../../support/espruino-networks.js";
import {
  commandOf,
  ESPRUINOS,
  type EspruinoBinary,
  espruinoInFolder,
} from "../../support/real-espruino.js";
import { missing } from "../../support/tools.js";
import type { Judge } from "../judge.js";

const INPUTS = [3, 6, 40];
const PLACEMENTS: readonly Placement[] = ["storage", "ram", "javascript"];
const BATCH = 32;
/** Calls of each that are counted together, after two that fill what is made once. */
const CALLS = 16;
/** How many times the hand-written code's instructions ours may take. */
const most = (inputs: number): number => (inputs < 6 ? 2 : 1.3);

const HAND = readFileSync(join(packageRoot(), "test/bench/espruino/readings.js"), "utf8").replace(
  /^\/\/.*\n/gm,
  "",
);

/** Instructions of a call: observe by hand and ours, predict by hand and ours; readings as lists, then as Float32Arrays. */
type Costs = readonly (readonly [number, number, number, number])[];

/** Opening a file is what the plugin counts up to. */
const program = (inputs: number) => `${HAND}
var net=require("${NAME}"),list=[];
for(var i=0;i<${inputs};i++)list.push(Math.sin(i)*3);
function filled(n,x){return new Float32Array(n).fill(x)}
var hand=byHand(${inputs},${BATCH},filled(${inputs},0.5),filled(${inputs},0.7),filled(${inputs + 1},0.1));
function empty(){hand.clear();try{net.train()}catch(e){}}
function mark(){require("fs").readFileSync("mark")}
function count(r){
var jobs=[function(){},
function(){hand.observe(r,1)},function(){net.observe(r,1)},
function(){hand.predict(r)},function(){net.predict(r)}];
for(var j=0;j<5;j++){empty();var f=jobs[j];f();f();mark();for(var i=0;i<${CALLS};i++)f();mark()}}
count(list);count(new Float32Array(list));print("counted")`;

/** Makes the plugin in a folder; gives its path. */
function plugin(folder: string): string {
  const path = join(folder, "instructions.so");
  const source = join(packageRoot(), "test/bench/espruino/instructions.c");
  execFileSync("gcc", ["-O2", "-shared", "-fPIC", "-o", path, source]);
  return path;
}

/** What the plugin has said, without what the calls of an empty function take. */
function costsOf(said: string): Costs {
  const marks = [...said.matchAll(/^@(\d+)$/gm)].map(([, count]) => Number(count)).slice(-20);
  const perCall = Array.from({ length: 10 }, (_, i) => (marks[2 * i + 1]! - marks[2 * i]!) / CALLS);
  return [perCall.slice(0, 5), perCall.slice(5)].map(([empty, ...jobs]) => {
    const [hand, ours, byHand, predict] = jobs.map((count) => count - empty!);
    return [hand!, ours!, byHand!, predict!];
  });
}

/** A logistic unit whose readings are normalised, in a module, beside the same by hand. */
async function measure(
  binary: EspruinoBinary,
  inputs: number,
  placement: Placement,
): Promise<Costs | undefined> {
  const { espruino, remove } = espruinoInFolder(binary);
  try {
    if (placement === "storage" && !(await mapsStorage(espruino))) return undefined;
    const spec = checkNetwork({
      inputs: Array.from({ length: inputs }, (_, i) => ({
        name: `x${i}`,
        mean: i / 8,
        deviation: 1 + i / 8,
      })),
      outputs: ["y"],
      layers: [{ units: 1, activation: "sigmoid" }],
      normalizer: "standard",
      batch: BATCH,
    });
    const built = await buildNetwork(spec);
    const module = espruinoModule(built, boardNamed("puckjs"), NAME, placement);
    for (const { name, data } of planUpload(module.files, []).write) {
      await espruino.store(name, data);
    }
    espruino.put("program.js", Buffer.from(program(inputs)));
    espruino.put("mark", Uint8Array.of(1));
    const [emulator, path] = commandOf(binary) as readonly [string, string];
    const { stdout, stderr } = spawnSync(
      emulator,
      ["-plugin", plugin(espruino.folder), path, "program.js"],
      {
        cwd: espruino.folder,
        env: { ...process.env, ESPRUINO_FLASH_MMAP: "1" },
        encoding: "latin1",
      },
    );
    if (!stdout.includes("counted")) throw new Error(`Espruino: ${stdout.slice(-1000)}`);
    return costsOf(stderr);
  } finally {
    remove();
  }
}

/** Why nothing can be counted here; undefined where it can. */
function uncounted(binary: EspruinoBinary | undefined): string | undefined {
  if (!binary) return "needs Espruino for 32-bit ARM";
  if (commandOf(binary)[0] !== "qemu-arm") return "needs qemu-arm, which counts instructions";
  return missing("gcc") || undefined;
}

/** A table of what a reading costs beside the same by hand, in an ARM build. */
export async function readingsTable(judge: Judge): Promise<string> {
  const binary = ESPRUINOS.find(({ core }) => core === "ARM");
  const why = uncounted(binary);
  if (!binary || why) return `Not run: ${why}.`;
  const rows: string[] = [];
  for (const placement of PLACEMENTS) {
    for (const inputs of INPUTS) {
      const costs = await measure(binary, inputs, placement);
      if (!costs) continue;
      const ratios = costs.flatMap(([hand, ours, byHand, predict]) => [
        ours / hand,
        predict / byHand,
      ]);
      ratios.forEach((ratio, i) => {
        // In JavaScript, predict computes the unit with the bits that it has everywhere; by hand it is Math.exp.
        if (placement === "javascript" && i % 2 === 1) return;
        const what = `${placement}, ${i % 2 ? "predict" : "observe"}, a reading of ${inputs}`;
        judge.atMost(what, ratio, most(inputs));
      });
      const cells = ratios.map((ratio) => `${ratio.toFixed(2)} ×`);
      rows.push(`| ${placement} | ${inputs} | ${cells.join(" | ")} |`);
    }
  }
  return [
    "| the code is in | inputs | observe, list | predict, list | observe, Float32Array | predict, Float32Array |",
    "|---|--:|--:|--:|--:|--:|",
    ...rows,
  ].join("\n");
}
