import { ESPRUINO_BOARDS, type EspruinoBoard } from "../../boards/index.js";
import type { BuiltNetwork } from "../../src/common/compiler/build-network.js";
import type { EspruinoModule } from "../../src/common/espruino/module.js";
import { espruinoModule } from "../../src/common/espruino/module.js";
import type { Placement } from "../../src/common/espruino/module-name.js";
import { planUpload } from "../../src/common/espruino/versions.js";
import { startNetwork } from "../../src/common/learning/start-network.js";
import type { Network } from "../../src/common/loader/index.js";
import { checkNetwork } from "../../src/common/network/network-file.js";
import type { PlanKind } from "../../src/common/network/plan.js";
import { buildNetwork } from "../../src/node/build-network.js";
import { bitsOf, observations, type Shape, specOf } from "./networks.js";
import type { RealEspruino } from "./real-espruino.js";
import { type Workload, workload, workloadNetwork } from "./workloads.js";

/** What the modules of tests are called. */
export const NAME = "neural";

/** Two outputs, odd sizes, other activations, the mean over a batch that is partly filled in fours. */
const ODD: Shape = {
  widths: [9, 6, 5, 2],
  batch: 11,
  hidden: ["sigmoid", "identity"],
  reduction: "mean",
};

/** The networks that train on Espruino. */
export const SUBJECTS = ["L6", "S3", "odd"] as const;
export type Subject = (typeof SUBJECTS)[number] | "M3";

/** Observations as the program reads them from a file: all readings, then all labels. */
export interface Rows {
  readonly inputs: number;
  readonly outputs: number;
  readonly count: number;
  readonly readings: Float32Array; // (count, inputs)
  readonly labels: Float32Array; // (count, outputs)
}

const builds = new Map<string, Promise<BuiltNetwork>>();

/** A network, compiled the first time that it is asked for. */
export function builtOf(subject: Subject, plan: PlanKind): Promise<BuiltNetwork> {
  const spec =
    subject === "odd"
      ? specOf(ODD, plan)
      : checkNetwork({ ...workloadNetwork(workload(subject)), plan });
  const key = `${subject} ${plan}`;
  const built = builds.get(key) ?? buildNetwork(spec);
  builds.set(key, built);
  return built;
}

export function rowsOf(subject: Subject): Rows {
  if (subject !== "odd") return rowsOfWorkload(workload(subject));
  const count = 3 * ODD.batch - 2;
  const { readings, labels } = observations(ODD, count, 7);
  return {
    inputs: ODD.widths[0]!,
    outputs: ODD.widths.at(-1)!,
    count,
    readings: Float32Array.from(readings.flat()),
    labels: Float32Array.from(labels.flat()),
  };
}

const rowsOfWorkload = ({ widths, batch, readings, labels }: Workload): Rows => ({
  inputs: widths[0]!,
  outputs: 1,
  count: batch,
  readings,
  labels,
});

export function boardNamed(name: string): EspruinoBoard {
  const board = ESPRUINO_BOARDS.find((one) => one.name === name);
  if (!board) throw new Error(`board: got ${name}, expected one of ESPRUINO_BOARDS`);
  return board;
}

/** The module of a network for a board, Puck.js unless another is named. */
export async function moduleOf(
  subject: Subject,
  plan: PlanKind,
  placement: Placement,
  board = "puckjs",
): Promise<EspruinoModule> {
  return espruinoModule(await builtOf(subject, plan), boardNamed(board), NAME, placement);
}

/** Puts a module into Storage as an upload does, and a subject's rows into a file. */
export async function install(
  espruino: RealEspruino,
  module: EspruinoModule,
  subject: Subject,
): Promise<void> {
  for (const { name, data } of planUpload(module.files, []).write) await espruino.store(name, data);
  const { readings, labels } = rowsOf(subject);
  espruino.put("rows", new Uint8Array(Float32Array.of(...readings, ...labels).buffer));
}

/**
 * The beginning of a program: `net`, and `observe(n)` puts the next n rows into the batch; `bits(x)` are those of a float32.
 */
export function starting(subject: Subject): string {
  const { inputs, outputs, count } = rowsOf(subject);
  return `var net=require("${NAME}");${feeding(inputs, outputs, count)}`;
}

/** Gives the program the string that the module takes for its memory, although the module keeps it to itself. */
export const WATCH = `var memory,flat=E.toFlatString;
E.toFlatString=function(x,y){E.toFlatString=flat;return memory=E.toFlatString(x,y)};
`;

const feeding = (inputs: number, outputs: number, count: number) => `
var rows=new Float32Array(E.toArrayBuffer(require("fs").readFileSync("rows"))),row=0;
function reading(i){return rows.subarray(i*${inputs},(i+1)*${inputs})}
function label(i){return rows.subarray(${count * inputs}+i*${outputs},${count * inputs}+(i+1)*${outputs})}
function observe(n){while(n-->0){net.observe(reading(row),label(row));row=(row+1)%${count}}}
function bits(x){return new Int32Array(new Float32Array([x]).buffer)[0]}
`;

/** How many rows step k takes: mostly a full batch, each third step fewer. */
export const held = (step: number, batch: number): number =>
  step % 3 === 2 ? 1 + (step % batch) : batch;

/** The same network in Node, fed like the program. */
export interface Twin {
  readonly network: Network;
  observe(n: number): void;
  /** One step; the loss' bits and the parameters' CRC-32, both without sign. */
  train(): readonly [loss: number, crc: number];
}

export async function twinOf(subject: Subject, plan: PlanKind): Promise<Twin> {
  const network = await startNetwork(await builtOf(subject, plan));
  const { inputs, outputs, count, readings, labels } = rowsOf(subject);
  let row = 0;
  return {
    network,
    observe(n) {
      for (let i = 0; i < n; i++) {
        network.observe(
          readings.subarray(row * inputs, (row + 1) * inputs),
          labels.subarray(row * outputs, (row + 1) * outputs),
        );
        row = (row + 1) % count;
      }
    },
    train: () => [bitsOf([network.train()])[0]!, network.hash()],
  };
}

/** The losses' bits and parameters' CRC-32s of so many steps of full and partial batches. */
export function traceOf(twin: Twin, steps: number, from = 0): (readonly [number, number])[] {
  const { batch } = twin.network.engine.layout;
  return Array.from({ length: steps }, (_, i) => {
    twin.observe(held(from + i, batch));
    return twin.train();
  });
}

/** Why a test of machine code in Storage is skipped. */
export const UNMAPPED = "this build of Espruino does not map its Storage into memory";

/** Whether code can run where Storage keeps it. */
export async function mapsStorage(espruino: RealEspruino): Promise<boolean> {
  await espruino.store("probe", Uint8Array.of(1));
  const probe = 'require("Storage").read("probe")';
  const [mapped] = await espruino.run(
    `show(E.getAddressOf(${probe},true)!=0);require("Storage").eraseAll()`,
  );
  return mapped === true;
}

/** Why a test of short memory is skipped. */
export const GROWING = "this build of Espruino takes more variables when it has none left";

/** Whether Espruino's variables are never used up: so it is built for Linux unless their number is given. */
export async function growsMemory(espruino: RealEspruino): Promise<boolean> {
  const fill = "var all=[];for(var left=process.memory().total;left>0;left--)all.push(0.5);";
  return !(await espruino.print(fill)).includes("OUT OF MEMORY");
}
