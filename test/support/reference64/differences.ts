import type { Parameters64 } from "./forward.js";
import { batchLoss, type Observation64 } from "./gradient.js";
import type { ClassWeights } from "./loss.js";
import type { Spec64 } from "./spec.js";

/** dJ/dw by central differences (J(w + h) − J(w − h)) / 2h, for every parameter: of the loss alone, no derivative is used. */
export function centralDifferences(
  spec: Spec64,
  weights: ClassWeights,
  w: Parameters64,
  batch: readonly Observation64[],
  h: number,
): number[] {
  return w.map((value, i) => {
    const lossAt = (moved: number) => batchLoss(spec, weights, w.with(i, moved), batch);
    return (lossAt(value + h) - lossAt(value - h)) / (2 * h);
  });
}
