import type { Network } from "../loader/index.js";
import type { NetworkSpec } from "../network/network-spec.js";
import { classLoss } from "./class-metrics.js";
import { meanLoss } from "./metrics.js";
import { column } from "./rows.js";
import { stateTensor } from "./state-tensor.js";

/** How many times an observation of a class counts, or one with the label 1 of an output. */
export type Weigher = (index: number) => number;

/** How observations are weighted in a network's training. */
export function weigherOf(network: Network, spec: NetworkSpec): Weigher {
  const weights = stateTensor(network, spec, "classWeights");
  return (index) => weights?.[index] ?? (spec.task === "yes-no" ? spec.positiveWeight : 1);
}

/**
 * Mean loss per observation of predictions, weighted as in training, in float64: of numbers half the squared error in
 * deviations of the target, else nats.
 * @param predictions (rows, outputs)
 * @param targets (rows, targets) for at least one row
 */
export function lossOf(
  network: Network,
  spec: NetworkSpec,
  predictions: Float32Array,
  targets: Float32Array,
): number {
  const outputs = spec.outputs.length;
  if (spec.task === "numbers") {
    const deviations = stateTensor(network, spec, "targetDeviation")!;
    let sum = 0;
    for (let i = 0; i < targets.length; i++) {
      sum += ((predictions[i]! - targets[i]!) / deviations[i % outputs]!) ** 2;
    }
    return sum / 2 / (targets.length / outputs);
  }
  return outputLosses(network, spec, predictions, targets).reduce((sum, loss) => sum + loss, 0);
}

/**
 * The same by outputs, whose losses come to the whole: one for each with a yes or no or a number, one for all classes.
 */
export function outputLosses(
  network: Network,
  spec: NetworkSpec,
  predictions: Float32Array,
  targets: Float32Array,
): number[] {
  const k = spec.outputs.length;
  if (spec.task === "classes") {
    const weights = stateTensor(network, spec, "classWeights");
    return [classLoss(predictions, targets, k, weights) ?? 0];
  }
  const columns = spec.outputs.map(
    (_, j) => [column(predictions, k, j), column(targets, k, j)] as const,
  );
  if (spec.task === "yes-no") {
    const weigh = weigherOf(network, spec);
    return columns.map(([said, labels], j) => meanLoss(said, labels, weigh(j)) ?? 0);
  }
  const deviations = stateTensor(network, spec, "targetDeviation")!;
  return columns.map(([said, numbers], j) => {
    let sum = 0;
    for (const [i, number] of numbers.entries()) sum += ((said[i]! - number) / deviations[j]!) ** 2;
    return sum / 2 / numbers.length;
  });
}
