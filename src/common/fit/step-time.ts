import type { Board } from "../../../boards/index.js";
import type { NetworkSpec, Optimizer } from "../network/network-spec.js";
import { macsPerStep, type PlanKind, sizedLayers, trainedCount } from "../network/plan.js";
import { clockOf } from "./clock.js";

/** How a board executes a network: see boardPlace(). */
export type How = "machine code" | "C" | "WebAssembly" | "JavaScript";

/** What a network takes on a board, by an estimate; nothing here was measured on the board. */
export interface TimeEstimate {
  /** cycles of a step on a full batch */
  readonly stepCycles: number;
  /** cycles of a prediction, with what a window's features take */
  readonly predictionCycles: number;
  /** the core's, in Hz */
  readonly clock: number;
}

/** Cycles of the parts of a step. */
interface Cost {
  /** of a multiply-accumulate, in the fast plan */
  readonly mac: number;
  /** of a unit's activation and its derivative, for one observation */
  readonly unit: number;
  /** how many times as long a step takes in the small plan */
  readonly small: number;
}

const HARD: Cost = { mac: 3.2, unit: 57, small: 2.4 };
const SOFT: Cost = { mac: 112, unit: 950, small: 1.05 };
const SOFT_THUMB1: Cost = { mac: 178, unit: 1553, small: 1.1 };

/**
 * Fitted to what docs/measured.md and docs/devices.md tell of 6-1, 6-16-8-1, 32-32-16-1 and 64-64-10: modelled cycles on a
 * Cortex-M4F, elsewhere instructions times the cycles that one takes (1.2 on a Cortex-M3; 1.28 on Thumb-1, where both were
 * counted). Within a third of each of them, which a test holds.
 */
const COMPILED: Readonly<Record<string, Cost>> = {
  "Cortex-M4F": HARD,
  "Cortex-M33F": HARD,
  "Cortex-M3": SOFT,
  "Cortex-M0": SOFT_THUMB1,
  "Cortex-M0+": SOFT_THUMB1,
};
const WASM3: Readonly<Record<string, Cost>> = {
  "Cortex-M4F": { mac: 47, unit: 850, small: 2 },
  "Cortex-M33F": { mac: 47, unit: 850, small: 2 },
  "Cortex-M3": { mac: 177, unit: 1990, small: 1.35 },
  "Cortex-M0": { mac: 490, unit: 4280, small: 1.35 },
  "Cortex-M0+": { mac: 490, unit: 4280, small: 1.35 },
};

/** Units whose activation takes as long as an optimizer's work on one parameter (docs/options.md: Adam 63 cycles of 55). */
const OPTIMIZER: Readonly<Record<Optimizer["type"], number>> = {
  sgd: 0,
  momentum: 0.46,
  adam: 1.15,
};
/** Multiply-accumulates whose time a feature takes for each of a window's readings. */
const FEATURE = 2;

/** What a step and a prediction take; undefined for JavaScript, of which no cycles were counted. */
export function estimateTime(
  spec: NetworkSpec,
  plan: PlanKind,
  { core, chip }: Pick<Board, "core" | "chip">,
  how: How,
): TimeEstimate | undefined {
  const cost = (how === "WebAssembly" ? WASM3 : COMPILED)[core];
  const clock = clockOf(chip);
  if (how === "JavaScript" || cost === undefined || clock === undefined) return undefined;
  const layers = sizedLayers(spec);
  const units = layers.reduce((sum, layer) => sum + layer.units, 0);
  const macs = layers.reduce((sum, layer) => sum + layer.inputs * layer.units, 0);
  const update = OPTIMIZER[spec.optimizer.type] * cost.unit * trainedCount(spec);
  const step = cost.mac * macsPerStep(spec) + cost.unit * units * spec.batch;
  const features = windowNumbers(spec) * FEATURE;
  // A prediction has one row, as a step of the small plan has.
  const one = (cost.mac * macs + cost.unit * units) * cost.small;
  return {
    stepCycles: Math.round(step * (plan === "small" ? cost.small : 1) + update),
    predictionCycles: Math.round(one + features * cost.mac),
    clock,
  };
}

/** Numbers that a window's features are made of, each feature by itself. */
const windowNumbers = ({ window, inputs }: NetworkSpec): number =>
  window ? window.rows * window.features.length * inputs.length : 0;
