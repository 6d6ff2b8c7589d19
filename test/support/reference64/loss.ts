import { exact, type Rounding } from "./rounding.js";
import { type Spec64, stored } from "./spec.js";

/** How much each class counts; for yes-no, how much a label 1 of each output counts. */
export type ClassWeights = readonly number[];

/** The weights that the network file states; balanced ones are 1 until they are put in. */
export function statedClassWeights({ classWeights, outputs, task, positiveWeight }: Spec64) {
  const stated = Array.isArray(classWeights) ? (classWeights as readonly number[]) : undefined;
  if (task === "yes-no" && classWeights === undefined) {
    return outputs.map(() => stored(positiveWeight));
  }
  return outputs.map((_, k) => stored(stated?.[k] ?? 1));
}

const softplus = (z: number): number => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

/** log Σ e^z_j */
function logOfSum(z: readonly number[]): number {
  const most = Math.max(...z);
  return most + Math.log(z.reduce((sum, value) => sum + Math.exp(value - most), 0));
}

/** The loss of one observation from its logits (outputs) and its target. */
export function lossOf(
  { task }: Spec64,
  weights: ClassWeights,
  logits: readonly number[],
  target: readonly number[],
): number {
  if (task === "classes") {
    const y = target[0]!;
    return weights[y]! * (logOfSum(logits) - logits[y]!);
  }
  const each = logits.map((z, j) => {
    const y = target[j]!;
    if (task === "numbers") return (z - y) ** 2 / 2;
    return (y === 1 ? weights[j]! : 1) * (softplus(z) - y * z);
  });
  return each.reduce((sum, value) => sum + value, 0);
}

/** dJ/dz of one observation (outputs), from what its last layer gave and its target. */
export function outputGradient(
  { task }: Spec64,
  weights: ClassWeights,
  output: readonly number[],
  target: readonly number[],
  round: Rounding = exact,
): number[] {
  return output.map((a, j) => {
    const y = task === "classes" ? Number(j === target[0]) : target[j]!;
    if (task === "numbers") return round(a - y);
    const weight = task === "classes" ? weights[target[0]!]! : y === 1 ? weights[j]! : 1;
    return round(weight * (a - y));
  });
}
