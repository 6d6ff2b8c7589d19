import type { Network } from "../loader/index.js";
import type { NetworkSpec } from "../network/network-spec.js";
import { divisorOf, momentsOf } from "./moments.js";
import { fitNormalizer } from "./normalizer.js";
import type { Readings } from "./readings.js";
import { stateTensor } from "./state-tensor.js";

/**
 * Fits what a network takes from data before it learns, to some rows of its observations: its normaliser, the mean and
 * deviation of numbers that it learns, the weights of balanced classes. What the network file states stays.
 * @param rows at least one
 */
export function fitToData(
  network: Network,
  spec: NetworkSpec,
  observations: Readings,
  rows: Uint32Array,
): void {
  fitNormalizer(network, spec, observations, rows);
  if (spec.task === "numbers") fitTargets(network, spec, observations, rows);
  if (spec.classWeights === "balanced") fitClassWeights(network, spec, observations, rows);
}

function fitTargets(
  network: Network,
  spec: NetworkSpec,
  { targets, targetCount }: Readings,
  rows: Uint32Array,
): void {
  const means = stateTensor(network, spec, "targetMean")!;
  const deviations = stateTensor(network, spec, "targetDeviation")!;
  for (const [j, output] of spec.outputs.entries()) {
    const moments = momentsOf(targets, targetCount, j, rows);
    means[j] = output.mean ?? moments.mean;
    deviations[j] = output.deviation ?? divisorOf(moments);
  }
}

/**
 * Weights with which all classes count alike. Of n observations, nc of a class: n / (k · nc); of an output with yes or no,
 * how many noes come on a yes. A class that does not occur keeps 1.
 */
export function fitClassWeights(
  network: Network,
  spec: NetworkSpec,
  { targets, targetCount }: Readings,
  rows: Uint32Array,
): void {
  const weights = stateTensor(network, spec, "classWeights")!;
  const counts = new Float64Array(weights.length);
  for (const row of rows) {
    for (let j = 0; j < targetCount; j++) {
      const target = targets[row * targetCount + j]!;
      if (spec.task === "classes") counts[target]!++;
      else counts[j]! += target;
    }
  }
  const k = weights.length;
  for (const [j, count] of counts.entries()) {
    const balanced =
      spec.task === "classes" ? rows.length / (k * count) : (rows.length - count) / count;
    weights[j] = balanced > 0 && Number.isFinite(balanced) ? balanced : 1;
  }
}
