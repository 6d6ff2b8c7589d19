import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Placement } from "../../../src/common/espruino/module-name.js";
import { planUpload } from "../../../src/common/espruino/versions.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { espruinoModule } from "../../../src/node/espruino-module.js";
import { packageRoot } from "../../../src/node/package.js";
import { boardNamed, mapsStorage, NAME } from "../../support/espruino-networks.js";
import { ESPRUINOS, type EspruinoBinary, espruinoInFolder } from "../../support/real-espruino.js";
import type { Judge } from "../judge.js";

const INPUTS = [3, 6, 40];
const PLACEMENTS: readonly Placement[] = ["storage", "ram", "javascript"];
const BATCH = 32;
/** Each is timed so often, in turns, a few calls at a time; the shortest time counts. */
const ROUNDS = 60;
const CALLS = 4;
/** How many times the hand-written code's time machine code in Storage may take. */
const most = (inputs: number): number => (inputs < 6 ? 2 : 1.3);

const HAND = readFileSync(join(packageRoot(), "test/bench/espruino/readings.js"), "utf8").replace(
  /^\/\/.*\n/gm,
  "",
);

/** Microseconds of a call: observe by hand and ours, predict by hand and ours; readings as lists, then as Float32Arrays. */
type Times = readonly (readonly [number, number, number, number])[];

const program = (inputs: number) => `${HAND}
var net=require("${NAME}"),list=[];
for(var i=0;i<${inputs};i++)list.push(Math.sin(i)*3);
function filled(n,x){return new Float32Array(n).fill(x)}
var hand=byHand(${inputs},${BATCH},filled(${inputs},0.5),filled(${inputs},0.7),filled(${inputs + 1},0.1));
function empty(){hand.clear();try{net.train()}catch(e){}}
function times(r){
var best=[1e9,1e9,1e9,1e9],jobs=[
function(){hand.observe(r,1)},function(){net.observe(r,1)},
function(){hand.predict(r)},function(){net.predict(r)}];
for(var k=0;k<${ROUNDS};k++){
if(k%${BATCH / CALLS}==0)empty();
for(var j=0;j<4;j++){var f=jobs[j],t=getTime();for(var i=0;i<${CALLS};i++)f();best[j]=Math.min(best[j],getTime()-t)}
}
return best.map(function(x){return 1e6*x/${CALLS}})}
show(times(list));show(times(new Float32Array(list)))`;

/** A logistic unit whose readings are normalised, in a module, beside the same by hand. */
async function measure(
  binary: EspruinoBinary,
  inputs: number,
  placement: Placement,
): Promise<Times | undefined> {
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
    const module = await espruinoModule(built, boardNamed("puckjs"), NAME, placement);
    for (const { name, data } of planUpload(module.files, []).write) {
      await espruino.store(name, data);
    }
    return (await espruino.run(program(inputs))) as unknown as Times;
  } finally {
    remove();
  }
}

/** A table of what a reading costs beside the same by hand, in ARM builds. */
export async function readingsTable(judge: Judge): Promise<string> {
  const binary = ESPRUINOS.find(({ core }) => core === "ARM");
  if (!binary) return "Not run: needs Espruino for 32-bit ARM.";
  const rows: string[] = [];
  for (const placement of PLACEMENTS) {
    for (const inputs of INPUTS) {
      const times = await measure(binary, inputs, placement);
      if (!times) continue;
      const ratios = times.flatMap(([hand, ours, byHand, predict]) => [
        ours / hand,
        predict / byHand,
      ]);
      if (placement === "storage") {
        for (const ratio of ratios) judge.atMost(`a reading of ${inputs}`, ratio, most(inputs));
      }
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
