import { activate } from "./activations.js";
import { exact, type Rounding } from "./rounding.js";
import { type Spec64, startsOf, widthsOf } from "./spec.js";

/** All weights and biases in one list: layer by layer W (inputs, units), then b (units). */
export type Parameters64 = readonly number[];

/** What one observation leaves behind on its way through the layers. */
export interface Passed {
  /** of each layer, what it read: first the normalised reading (inputs) */
  readonly read: readonly (readonly number[])[];
  /** of each layer, its Z (units); the last one's are the logits */
  readonly z: readonly (readonly number[])[];
  /** of the last layer (outputs) */
  readonly output: readonly number[];
}

/** One observation through all layers: z = b + Σ x·w. */
export function forward(
  spec: Spec64,
  w: Parameters64,
  reading: readonly number[],
  round: Rounding = exact,
): Passed {
  const widths = widthsOf(spec);
  const starts = startsOf(spec);
  const read: number[][] = [];
  const all: number[][] = [];
  let below = reading.slice();
  for (const [l, layer] of spec.layers.entries()) {
    const at = (i: number, j: number) => w[starts[l]! + i * layer.units + j]!;
    const z = Array.from({ length: layer.units }, (_, j) => {
      let sum = at(widths[l]!, j);
      for (let i = 0; i < widths[l]!; i++) sum += round(below[i]! * at(i, j));
      return round(sum);
    });
    read.push(below);
    all.push(z);
    below = activate(layer, z).map(round);
  }
  return { read, z: all, output: below };
}
