/**
 * The training tasks on which implementations are compared: seeded readings, labels and
 * initial weights, the same bits as the C programs that measure the same tasks on a Cortex-M4.
 */
export interface Workload {
  readonly name: "L6" | "S3" | "M3" | "B2";
  /** inputs, then units of each layer; hidden layers are tanh, the output is one sigmoid unit, of B2 softmax over classes */
  readonly widths: readonly number[];
  /** observations; one step works on all of them */
  readonly batch: number;
  readonly readings: Float32Array; // (batch, inputs)
  readonly labels: Float32Array; // (batch, 1), 0 or 1, or the class
  /** layer by layer: weights (inputs, units), then biases (units) */
  readonly parameters: Float32Array;
  readonly learningRate: number;
  /** summed loss after so many steps; three independent implementations agree on it within 5e-7 */
  readonly lossAt: Readonly<Record<0 | 100 | 400, number>>;
  /** multiply-accumulates of one step: forward, weight gradients and data gradients */
  readonly macs: number;
}

interface Task {
  readonly widths: readonly number[];
  readonly batch: number;
  readonly lossAt: Workload["lossAt"];
}

const TASKS: Readonly<Record<Workload["name"], Task>> = {
  L6: { widths: [6, 1], batch: 32, lossAt: { 0: 23.446989, 100: 12.350915, 400: 12.284306 } },
  S3: { widths: [6, 16, 8, 1], batch: 16, lossAt: { 0: 10.695693, 100: 0.370881, 400: 0.0276 } },
  M3: {
    widths: [32, 32, 16, 1],
    batch: 16,
    lossAt: { 0: 11.423692, 100: 0.017804, 400: 0.003887 },
  },
  B2: { widths: [64, 64, 10], batch: 8, lossAt: { 0: 19.426026, 100: 0.033198, 400: 0.007682 } },
};

/** Those that answer 0 or 1, which every target trains; B2 has classes. */
export const WORKLOADS = ["L6", "S3", "M3"] as const;
export const ALL_WORKLOADS = [...WORKLOADS, "B2"] as const;

const LEARNING_RATE = 0.05;
const SEED = 20240607;
const f32 = Math.fround;

/** Makes a workload anew; its arrays are the caller's own. */
export function workload(name: Workload["name"]): Workload {
  const { widths, batch, lossAt } = TASKS[name];
  const random = generator(SEED);
  const readings = Float32Array.from({ length: batch * widths[0]! }, random);
  const labels = Float32Array.from({ length: batch }, (_, m) =>
    name === "B2"
      ? classOf(readings.subarray(m * widths[0]!), widths.at(-1)!)
      : label(readings.subarray(m * widths[0]!)),
  );
  const parameters = Float32Array.from(
    layersOf(widths).flatMap(([inputs, units]) => glorot(inputs, units, random)),
  );
  const learningRate = LEARNING_RATE;
  return {
    name,
    widths,
    batch,
    readings,
    labels,
    parameters,
    learningRate,
    lossAt,
    macs: macs(widths, batch),
  };
}

/** The workload's network as a network file describes it. */
export function workloadNetwork({ name, widths, batch, learningRate }: Workload) {
  const units = widths.slice(1);
  return {
    name,
    inputs: Array.from({ length: widths[0]! }, (_, i) => ({ name: `x${i}` })),
    task: name === "B2" ? ("classes" as const) : ("yes-no" as const),
    outputs: name === "B2" ? Array.from({ length: units.at(-1)! }, (_, j) => `c${j}`) : ["y"],
    layers: units.map((n, l) => ({
      units: n,
      ...(l < units.length - 1 && { activation: "tanh" as const }),
    })),
    optimizer: { type: "sgd" as const, learningRate },
    reduction: "sum" as const,
    batch,
    normalizer: "none" as const,
  };
}

/** Uniform in [−1, 1) with 24 bits, exact in float32: the upper bits of a 32-bit LCG. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state & 0xffffff00) / 2 ** 31;
  };
}

/** Whether x0 + 0.7·x1 − 0.9·x2 + 1.5·x3·x4 − 0.4·x5 > 0, each operation rounded to float32. */
function label(x: Float32Array): number {
  let sum = f32(x[0]! + f32(f32(0.7) * x[1]!));
  sum = f32(sum - f32(f32(0.9) * x[2]!));
  sum = f32(sum + f32(f32(1.5 * x[3]!) * x[4]!));
  sum = f32(sum - f32(f32(0.4) * x[5]!));
  return sum > 0 ? 1 : 0;
}

/** The class j with the greatest Σ x[6·j + i] over i < 6, each sum rounded to float32; the first of equals. */
function classOf(x: Float32Array, classes: number): number {
  const sums = Array.from({ length: classes }, (_, j) =>
    x.subarray(6 * j, 6 * j + 6).reduce((sum, value) => f32(sum + value), 0),
  );
  return sums.indexOf(Math.max(...sums));
}

/** Glorot-uniform weights (inputs, units), then biases of 0 (units). */
function glorot(inputs: number, units: number, random: () => number): number[] {
  const range = f32(Math.sqrt(f32(6 / (inputs + units))));
  const weights = Array.from({ length: inputs * units }, () => f32(range * random()));
  return [...weights, ...new Array<number>(units).fill(0)];
}

function macs(widths: readonly number[], batch: number): number {
  const weights = layersOf(widths).map(([inputs, units]) => inputs * units);
  const all = weights.reduce((sum, n) => sum + n, 0);
  // the first layer passes no gradient on to the readings
  return (3 * all - weights[0]!) * batch;
}

function layersOf(widths: readonly number[]): [inputs: number, units: number][] {
  return widths.slice(1).map((units, l) => [widths[l]!, units]);
}
