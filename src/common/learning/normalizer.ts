import type { Network } from "../loader/index.js";
import { featureCount } from "../network/features.js";
import type { Channel, NetworkSpec } from "../network/network-file.js";
import { divisorOf, momentsOf } from "./moments.js";
import type { Readings } from "./readings.js";

/** What a network file states for each of the network's inputs; of a window's features nothing. */
function statedMoments(spec: NetworkSpec): readonly Pick<Channel, "mean" | "deviation">[] {
  const states = spec.normalizer.type === "standard" && !spec.window;
  return Array.from({ length: featureCount(spec) }, (_, i) => (states ? spec.inputs[i]! : {}));
}

/**
 * Fits the network's normaliser to some rows of the readings, with a window of its features: mean and standard deviation of
 * each input of the network in float64, kept as float32. What the network file states stays; an input that never changes
 * gets the deviation 1. A normaliser that is not "standard" has nothing to fit.
 */
export function fitNormalizer(
  network: Network,
  spec: NetworkSpec,
  readings: Readings,
  rows: Uint32Array,
): void {
  if (spec.normalizer.type !== "standard") return;
  for (const [i, stated] of statedMoments(spec).entries()) {
    const moments = momentsOf(readings.values, readings.inputs, i, rows);
    network.mean[i] = stated.mean ?? moments.mean;
    network.scale[i] = 1 / (stated.deviation ?? divisorOf(moments));
  }
}
