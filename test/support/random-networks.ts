import type { Activation } from "../../src/common/network/network-file.js";
import type { PlanKind } from "../../src/common/network/plan.js";
import type { Shape } from "./networks.js";
import { PLANS } from "./networks.js";
import { seededRandom } from "./random.js";

const ACTIVATIONS: readonly Activation[] = ["tanh", "sigmoid", "identity"];

/** A random network of 0 to 3 hidden layers; together the seeds reach every tile of the kernels, and what is left of one. */
export function randomShape(seed: number): { shape: Shape; plan: PlanKind } {
  const random = seededRandom(seed);
  const hidden = (seed >> 1) % 4;
  const units = Array.from({ length: hidden }, () => random.pick([1, 2, 3, 4, 5, 7, 8, 9, 13]));
  const shape: Shape = {
    widths: [random.whole(1, 12), ...units, random.pick([1, 1, 1, 2, 3, 5])],
    batch: random.pick([1, 2, 3, 4, 5, 8, 16, 30, 130]),
    hidden: units.map(() => random.pick(ACTIVATIONS)),
    reduction: random.pick(["sum", "mean"] as const),
    positiveWeight: random.pick([1, 1, 3.7]),
    seed: random.whole(0, 1000),
  };
  return { shape, plan: PLANS[seed % 2]! };
}
