import { derivative } from "./activations.js";
import { forward, type Parameters64, type Passed } from "./forward.js";
import { type ClassWeights, lossOf, outputGradient } from "./loss.js";
import { exact, type Rounding } from "./rounding.js";
import { type Spec64, startsOf } from "./spec.js";

/** One observation as the layers and the loss see it: normalised. */
export interface Observation64 {
  /** (inputs) */
  readonly reading: readonly number[];
  /** (targets): labels 0 or 1, the number of a class, or normalised numbers */
  readonly target: readonly number[];
}

/** The loss of a batch: the sum over the observations, or their mean. */
export function batchLoss(
  spec: Spec64,
  weights: ClassWeights,
  w: Parameters64,
  batch: readonly Observation64[],
  round: Rounding = exact,
): number {
  let sum = 0;
  for (const { reading, target } of batch) {
    sum += round(lossOf(spec, weights, forward(spec, w, reading, round).z.at(-1)!, target));
  }
  return spec.reduction === "mean" ? sum / batch.length : sum;
}

/** dJ/dw of a batch by backpropagation, of all parameters in their order. */
export function batchGradient(
  spec: Spec64,
  weights: ClassWeights,
  w: Parameters64,
  batch: readonly Observation64[],
  round: Rounding = exact,
): number[] {
  const dw = new Array<number>(w.length).fill(0);
  for (const { reading, target } of batch) {
    const passed = forward(spec, w, reading, round);
    backward(
      spec,
      w,
      passed,
      outputGradient(spec, weights, passed.output, target, round),
      dw,
      round,
    );
  }
  return spec.reduction === "mean" ? dw.map((g) => g / batch.length) : dw;
}

/** Adds one observation's gradient to dw, from dZ of the last layer. */
function backward(
  spec: Spec64,
  w: Parameters64,
  { read, z }: Passed,
  outputDz: readonly number[],
  dw: number[],
  round: Rounding,
): void {
  const starts = startsOf(spec);
  let dz = outputDz;
  for (let l = spec.layers.length - 1; l >= 0; l--) {
    const { units } = spec.layers[l]!;
    const at = (i: number, j: number) => starts[l]! + i * units + j;
    const inputs = read[l]!.length;
    for (const [j, d] of dz.entries()) {
      for (let i = 0; i < inputs; i++) dw[at(i, j)]! += round(read[l]![i]! * d);
      dw[at(inputs, j)]! += d;
    }
    if (l === 0) break;
    const below = spec.layers[l - 1]!;
    dz = z[l - 1]!.map((zBelow, i) => {
      let da = 0;
      for (const [j, d] of dz.entries()) da += round(w[at(i, j)]! * d);
      return round(da * derivative(below, zBelow));
    });
  }
}
