import type { Network } from "../loader/index.js";
import type { NetworkSpec } from "../network/network-spec.js";
import { classLoss } from "./class-metrics.js";
import { meanLoss } from "./metrics.js";
import { column } from "./rows.js";
import { stateTensor } from "./state-tensor.js";

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
  const weights = stateTensor(network, spec, "classWeights");
  if (spec.task === "classes") return classLoss(predictions, targets, outputs, weights) ?? 0;
  if (spec.task === "numbers") {
    const deviations = stateTensor(network, spec, "targetDeviation")!;
    let sum = 0;
    for (let i = 0; i < targets.length; i++) {
      sum += ((predictions[i]! - targets[i]!) / deviations[i % outputs]!) ** 2;
    }
    return sum / 2 / (targets.length / outputs);
  }
  let sum = 0;
  for (let j = 0; j < outputs; j++) {
    const weight = weights?.[j] ?? spec.positiveWeight;
    sum += meanLoss(column(predictions, outputs, j), column(targets, outputs, j), weight) ?? 0;
  }
  return sum;
}
