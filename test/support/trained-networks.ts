import type { BuiltNetwork } from "../../src/common/compiler/build-network.js";
import { hex } from "../../src/common/hex.js";
import { startNetwork } from "../../src/common/learning/start-network.js";
import type { Network } from "../../src/common/loader/index.js";
import { checkNetwork } from "../../src/common/network/network-file.js";
import { buildNetwork } from "../../src/node/build-network.js";
import { seededRandom } from "./random.js";

/** A network for each task; between them they have every kind of state. */
export const TASKS = {
  "yes or no": {
    inputs: ["x", "y"],
    outputs: ["a", "b"],
    layers: [{ units: 5, activation: "tanh" }, { units: 2 }],
    batch: 6,
  },
  classes: {
    inputs: [{ name: "x", mean: 0.25, deviation: 1.5 }, "y"],
    task: "classes",
    outputs: ["walk", "sit", 'odd "\\name" ?\u2665'],
    classWeights: [1, 2.5, 0.5],
    layers: [{ units: 5, activation: "softsign" }, { units: 3 }],
    optimizer: { type: "momentum", nesterov: true },
    batch: 5,
    plan: "small",
  },
  numbers: {
    inputs: ["x", "y", "z"],
    task: "numbers",
    outputs: [{ name: "t", unit: "°C", mean: 20, deviation: 4 }, "u"],
    layers: [{ units: 7, activation: "tanh" }, { units: 2 }],
    optimizer: { type: "sgd", learningRate: 0.01, schedule: { type: "inverse-time", steps: 10 } },
    batch: 4,
  },
  windows: {
    inputs: ["x", "y", "z"],
    window: { rows: 7, stride: 3, features: ["mean", "deviation", "slope", "raw"] },
    task: "classes",
    outputs: ["rest", "walk", "run"],
    layers: [{ units: 6, activation: "leaky-relu" }, { units: 3 }],
    optimizer: { type: "adam" },
    normalizer: { type: "adaptive", clip: 3, warmUp: 5, memory: 50 },
    batch: 4,
  },
} as const;
export type TaskName = keyof typeof TASKS;
export const TASK_NAMES = Object.keys(TASKS) as readonly TaskName[];

/** Readings and targets, exact in float32. */
export interface Rows {
  readonly readings: readonly Float32Array[];
  readonly targets: readonly Float32Array[];
}

/** A network that has learnt, and what it says and becomes of more rows. */
export interface TrainedSubject {
  readonly built: BuiltNetwork;
  /** in the midst of a batch, and of a window */
  readonly checkpoint: Uint8Array<ArrayBuffer>;
  readonly rows: Rows;
  /** what `follow` gives of Node going on from the checkpoint */
  readonly expected: readonly string[];
}

const TAUGHT = 53;
const ROWS = 60;

export async function trainedSubject(name: TaskName): Promise<TrainedSubject> {
  const built = await buildNetwork(checkNetwork(TASKS[name]));
  const network = await startNetwork(built);
  follow(network, rowsFor(network, TAUGHT, 3));
  const checkpoint = network.save();
  const rows = rowsFor(network, ROWS, 5);
  const again = await startNetwork(built);
  again.restore(checkpoint);
  return { built, checkpoint, rows, expected: follow(again, rows) };
}

function rowsFor({ engine }: Network, count: number, seed: number): Rows {
  const { inputs, channels, targets, labels } = engine.layout;
  const random = seededRandom(seed);
  const list = (length: number, make: () => number) =>
    Array.from({ length: count }, () => Float32Array.from({ length }, make));
  return {
    readings: list(channels ?? inputs, () => random.uniform(-3, 3)),
    targets: list(targets, () => (labels ? random.whole(0, labels - 1) : random.uniform(-3, 30))),
  };
}

/**
 * Predicts each row, then learns it: a line for each prediction, with the likeliest class and the outputs' bits, and one for
 * each step, with the loss' bits and the parameters' CRC-32.
 */
export function follow(network: Network, { readings, targets }: Rows): string[] {
  const { batch } = network.engine.layout;
  const classes = network.engine.layout.labels > 2; // of these networks
  return readings.flatMap((row, i) => {
    const reading = network.engine.layout.channels ? network.push(row) : row;
    if (!reading) return [];
    const said = network.predict(reading);
    const likeliest = classes ? said.indexOf(Math.max(...said)) : 0;
    const lines = [[likeliest, ...bitsOf(said)].map(hex).join(" ")];
    if (network.observe(reading, targets[i]!) === batch) {
      lines.push([...bitsOf([network.train()]), network.hash()].map(hex).join(" "));
    }
    return lines;
  });
}

const bitsOf = (numbers: ArrayLike<number>) => new Uint32Array(Float32Array.from(numbers).buffer);

/** `follow` for engines that know ECMAScript 5: `follow(net)` gives the same lines. */
export const followText = ({ readings, targets }: Rows): string => `
function numbers(words) { return new Float32Array(new Int32Array(words).buffer); }
var readings = [${readings.map(wordsText).join(",")}], targets = [${targets.map(wordsText).join(",")}];
function hex(word) { return ("0000000" + (word >>> 0).toString(16)).slice(-8); }
function bits(list) { return new Int32Array(new Float32Array(list).buffer); }
function follow(net) {
  var lines = [], layout = net.engine.layout;
  for (var i = 0; i < readings.length; i++) {
    var reading = layout.channels ? net.push(readings[i]) : readings[i];
    if (!reading) continue;
    var said = net.predict(reading), words = bits(said), best = 0, text = "";
    for (var j = 0; j < said.length; j++) {
      if (layout.labels > 2 && said[j] > said[best]) best = j;
      text += " " + hex(words[j]);
    }
    lines.push(hex(best) + text);
    if (net.observe(reading, targets[i]) == layout.batch) lines.push(hex(bits([net.train()])[0]) + " " + hex(net.hash()));
  }
  return lines;
}
`;

const wordsText = (row: Float32Array) =>
  `numbers([${new Int32Array(row.slice().buffer).join(",")}])`;

/** data.h of test/c/trained.c. */
export function rowsHeader({ readings, targets }: Rows): string {
  const list = (name: string, rows: readonly Float32Array[]) =>
    `static const uint32_t ${name}[] = {${rows.flatMap((row) => [...bitsOf(row)].map((word) => `${word}u`)).join(",")}};\n`;
  return `#define ROWS ${readings.length}\n${list("readings", readings)}${list("targets", targets)}`;
}
