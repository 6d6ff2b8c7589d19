import { buildNetworkWith } from "../../src/common/compiler/build-network.js";
import type { Kernels } from "../../src/common/compiler/kernels.js";
import { startNetwork } from "../../src/common/learning/start-network.js";
import type { Network } from "../../src/common/loader/index.js";
import {
  type Activation,
  checkNetwork,
  type NetworkSpec,
} from "../../src/common/network/network-file.js";
import type { PlanKind } from "../../src/common/network/plan.js";
import { buildNetwork } from "../../src/node/build-network.js";
import { RESOURCES } from "../../src/node/resources.js";
import { seededRandom } from "./random.js";
import type { Activation64, Network64, Observations } from "./reference64.js";
import { type Workload, workloadNetwork } from "./workloads.js";

/** A network of a test, in a few words; what is left out has the network file's default. */
export interface Shape {
  /** inputs, then units of each layer */
  readonly widths: readonly number[];
  readonly batch: number;
  /** of the hidden layers; tanh when left out */
  readonly hidden?: readonly Activation[];
  readonly reduction?: "sum" | "mean";
  readonly positiveWeight?: number;
  readonly seed?: number;
}

export const PLANS = ["fast", "small"] as const satisfies readonly PlanKind[];

/** The shape in words, for the names of tests. */
export function named({ widths, batch, hidden = [], reduction, positiveWeight }: Shape): string {
  const activations = [...new Set(hidden)].join(" ");
  const weight = positiveWeight === undefined ? "" : `, positive weight ${positiveWeight}`;
  const words = [widths.join("-"), activations, reduction].filter((word) => word).join(" ");
  return `${words}${weight}, batch ${batch}`;
}

/** The checked network file of a shape. */
export function specOf({ widths, batch, hidden, ...rest }: Shape, plan: PlanKind): NetworkSpec {
  const units = widths.slice(1);
  const last = units.length - 1;
  return checkNetwork({
    inputs: Array.from({ length: widths[0]! }, (_, i) => ({ name: `x${i}` })),
    outputs: Array.from({ length: units[last]! }, (_, j) => `y${j}`),
    layers: units.map((count, l) => ({
      units: count,
      activation: l === last ? "sigmoid" : (hidden?.[l] ?? "tanh"),
    })),
    normalizer: "none",
    batch,
    plan,
    ...rest,
  });
}

/** The same network for the float64 reference. */
export function network64(shape: Shape): Network64 {
  const layers = shape.widths.length - 1;
  return {
    widths: shape.widths,
    activations: Array.from({ length: layers }, (_, l) =>
      l === layers - 1 ? "sigmoid" : ((shape.hidden?.[l] ?? "tanh") as Activation64),
    ),
    positiveWeight: Math.fround(shape.positiveWeight ?? 1),
    reduction: shape.reduction ?? "sum",
  };
}

/** Readings in [−1, 1), exact in float32, and labels 0 or 1 for each output. */
export function observations({ widths }: Shape, count: number, seed: number): Observations {
  const random = seededRandom(seed);
  const rows = <T>(length: number, make: () => T) =>
    Array.from({ length: count }, () => Array.from({ length }, make));
  return {
    readings: rows(widths[0]!, () => random.uniform(-1, 1)),
    labels: rows(widths.at(-1)!, () => random.whole(0, 1)),
  };
}

/**
 * Builds and loads a network.
 * @param kernels instead of the package's
 */
export async function startShape(
  shape: Shape,
  plan: PlanKind,
  kernels?: Kernels,
): Promise<Network> {
  const spec = specOf(shape, plan);
  return startNetwork(
    kernels
      ? buildNetworkWith({ ...RESOURCES, kernels }, spec, { simd: false })
      : await buildNetwork(spec),
  );
}

/** Puts observations into the batch. */
export function observeAll(network: Network, { readings, labels }: Observations): void {
  for (const [m, reading] of readings.entries()) network.observe(reading, labels[m]!);
}

/** The parameters as numbers. */
export function weightsOf(network: Network): number[] {
  return Array.from(new Float32Array(network.parameters().buffer));
}

/** The bits of float32 numbers. */
export function bitsOf(numbers: ArrayLike<number>): Uint32Array {
  return new Uint32Array(Float32Array.from(numbers).buffer);
}

/** A workload's observations as rows. */
export function workloadObservations({ readings, labels, widths, batch }: Workload): Observations {
  const inputs = widths[0]!;
  return {
    readings: Array.from({ length: batch }, (_, m) =>
      Array.from(readings.subarray(m * inputs, (m + 1) * inputs)),
    ),
    labels: Array.from(labels, (label) => [label]),
  };
}

/** A network with a workload's parameters and its batch observed. */
export async function startWorkload(w: Workload, plan: PlanKind): Promise<Network> {
  const network = await startNetwork(
    await buildNetwork(checkNetwork({ ...workloadNetwork(w), plan })),
  );
  network.setParameters(bitsOf(w.parameters));
  observeAll(network, workloadObservations(w));
  return network;
}
