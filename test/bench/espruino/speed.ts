import { readFileSync } from "node:fs";
import { join } from "node:path";
import { jsKernels } from "../../../src/common/compiler/js/js-module.js";
import { espruinoProgram } from "../../../src/common/espruino/module.js";
import { packageRoot } from "../../../src/node/package.js";
import {
  builtOf,
  install,
  mapsStorage,
  moduleOf,
  starting,
} from "../../support/espruino-networks.js";
import { ESPRUINOS, type EspruinoBinary, espruinoInFolder } from "../../support/real-espruino.js";
import { SMALL_ENGINES } from "../../support/small-engines.js";
import { WORKLOADS, type Workload, workload } from "../../support/workloads.js";
import type { Judge } from "../judge.js";

type Name = (typeof WORKLOADS)[number];

/** On Espruino: how many times the hand-written step's time the generated one may take; how much faster S3's code is. */
const MOST_JAVASCRIPT = 2;
const LEAST_NATIVE = 100;
/** Each is timed so often, in turns; the shortest time counts. */
const ROUNDS = 15;
/** Steps of one round: an engine's clock may tell whole milliseconds only. */
const STEPS: Readonly<Record<Name, number>> = { L6: 400, S3: 40, M3: 8 };
/** The same on Espruino, whose memory M3 and its readings as text would fill. */
const ESPRUINO_STEPS: Readonly<Record<Name, number>> = { L6: 20, S3: 2, M3: 0 };

const HAND = readFileSync(
  join(packageRoot(), "test/bench/espruino/handwritten.js"),
  "utf8",
).replace(/^\/\/.*\n/gm, "");
const bits = (values: Float32Array) =>
  `new Float32Array(new Int32Array([${new Int32Array(values.buffer).join(",")}]).buffer)`;

/** `compare(steps, other)` gives the least milliseconds of a step by hand and of another. */
const comparing = ({ readings, labels, parameters, widths, batch }: Workload) => `
${HAND}
var P=${bits(parameters)},X=${bits(readings)},Y=[${labels.join(",")}];
var hand=handwritten([${widths.join(",")}],${batch},new Float32Array(P),X,Y);
function now(){return typeof getTime=="function"?1000*getTime():Date.now()}
function byHand(steps){var t=now();for(var i=0;i<steps;i++)hand.step(0.05);return (now()-t)/steps}
function compare(steps,other){var least=[1e9,1e9];
for(var k=0;k<${ROUNDS};k++){least[0]=Math.min(least[0],byHand(steps));least[1]=Math.min(least[1],other(steps))}
return least}
`;

/** The generated JavaScript's own step: kernels alone, on the whole batch. */
async function generated(name: Name): Promise<string> {
  const of = workload(name);
  const built = await builtOf(name, "fast");
  const program = built.program;
  const at = (constant: string) => program.constants.get(constant)!.value / 4;
  const { end } = built.plan;
  return `${comparing(of)}
var m=typeof E=="undefined"?new ArrayBuffer(${end}):E.toArrayBuffer(E.toFlatString({data:0,count:${end}}));
var kernels=(${jsKernels(espruinoProgram(built))})(m),floats=new Float32Array(m);
floats.set(P,0);floats.set(X,${at("readings")});floats.set(Y,${at("readings") + of.readings.length});
new Float32Array(m)[${at("parameters") * 4 + 3}]=0.05;
var held=new Int32Array(m).subarray(${at("parameters") * 4 + 2});
function other(steps){var t=now();for(var i=0;i<steps;i++){held[0]=${of.batch};kernels[3](0)}return (now()-t)/steps}
`;
}

/** Milliseconds of a step, by hand and ours. */
type Times = readonly [hand: number, ours: number];
/** The same, or why there is none. */
type Timed = Times | "Storage is not mapped" | "too little memory";

/** The memory of a small build is used up by both steps and their readings as text. */
async function onEspruino(name: Name, binary: EspruinoBinary): Promise<Timed> {
  const { espruino, remove } = espruinoInFolder();
  try {
    const program = `${await generated(name)}show(compare(${ESPRUINO_STEPS[name]},other))`;
    return (await espruino.run(program, { binary }))[0] as Times & string;
  } catch (error) {
    if (error instanceof Error && /OUT OF MEMORY/.test(error.message)) return "too little memory";
    throw error;
  } finally {
    remove();
  }
}

/**
 * train() of a module whose machine code lies in Storage, with all that the loader does around it. Code beside data in RAM
 * would be slow, but only in an emulator, which translates it anew whenever the data changes.
 */
async function nativeOnEspruino(name: Name, binary: EspruinoBinary): Promise<Timed> {
  const { espruino, remove } = espruinoInFolder(binary);
  try {
    if (!(await mapsStorage(espruino))) return "Storage is not mapped";
    await install(espruino, await moduleOf(name, "fast", "storage"), name);
    const of = workload(name);
    const program = `${starting(name)}${comparing(of)}
function other(){var least=1e9;for(var i=0;i<10;i++){
observe(${of.batch});var t=now();net.train();least=Math.min(least,now()-t)}return least}
show(compare(${ESPRUINO_STEPS[name]},other))`;
    return (await espruino.run(program))[0] as Times & string;
  } finally {
    remove();
  }
}

interface Row {
  readonly engine: string;
  readonly step: "generated JavaScript" | "machine code";
  readonly network: Name;
  readonly times: Timed;
}

async function measure(name: Name): Promise<Row[]> {
  const rows: Row[] = [];
  for (const engine of SMALL_ENGINES) {
    if (engine.skip) continue;
    const program = `${await generated(name)}print(JSON.stringify(compare(${STEPS[name]},other)));`;
    const times = JSON.parse((await engine.run(program)).at(-1)!) as Times;
    rows.push({ engine: engine.name, step: "generated JavaScript", network: name, times });
  }
  for (const binary of ESPRUINO_STEPS[name] > 0 ? ESPRUINOS : []) {
    const engine = `Espruino, ${binary.core}`;
    const times = await onEspruino(name, binary);
    rows.push({ engine, step: "generated JavaScript", network: name, times });
    if (binary.core !== "ARM") continue;
    const native = await nativeOnEspruino(name, binary);
    rows.push({ engine, step: "machine code", network: name, times: native });
  }
  return rows;
}

/** How our step compares with the step by hand. */
function comparison({ engine, step, network, times }: Row, judge: Judge): string {
  if (typeof times === "string") return `not run: ${times}`;
  const [hand, ours] = times;
  const where = `${engine}, ${step}, ${network}`;
  if (step === "machine code") {
    const faster = hand / ours;
    if (network === "S3") judge.atLeast(`${where}: times as fast`, faster, LEAST_NATIVE);
    return `${faster.toFixed(0)} × as fast`;
  }
  const longer = ours / hand;
  if (engine.startsWith("Espruino")) judge.atMost(`${where}: × the time`, longer, MOST_JAVASCRIPT);
  return `${longer.toFixed(1)} × the time`;
}

/** A table of our step beside the same step in JavaScript by hand, on each engine that there is here. */
export async function speedTable(judge: Judge): Promise<string> {
  const lines: string[] = [];
  for (const name of WORKLOADS) {
    for (const row of await measure(name)) {
      lines.push(`| ${row.engine} | ${row.step} | ${row.network} | ${comparison(row, judge)} |`);
    }
  }
  const missing: string[] = SMALL_ENGINES.flatMap(({ skip }) => skip || []);
  if (ESPRUINOS.length === 0) missing.push("needs Espruino: set ESPRUINO to a Linux build");
  return [
    "| engine | the step as | network | beside JavaScript by hand |",
    "|---|---|---|--:|",
    ...lines,
    ...missing.map((why) => `\nNot run: ${why}.`),
  ].join("\n");
}
