import { forward, type Parameters64 } from "./forward.js";
import { batchGradient, batchLoss, type Observation64 } from "./gradient.js";
import { type ClassWeights, statedClassWeights } from "./loss.js";
import {
  denormalized,
  type Normalization,
  normalized,
  normalizedTarget,
  statedNormalization,
  statedTargets,
  type TargetNormalization,
  takenIn,
  warmsUp,
} from "./normalizer.js";
import { type Moments, noMoments, scheduledRate, update } from "./optimizer.js";
import { exact, type Rounding } from "./rounding.js";
import { type Spec64, stored } from "./spec.js";
import { featuresOf } from "./window.js";

/** Why a reading was not taken: the module's own numbers. */
export const STATUS = { notFinite: -1, badTarget: -2, full: -3, warmsUp: -4 } as const;

/** Everything that a learner knows; whoever holds it may read and change it. */
export interface State64 {
  w: Parameters64;
  /** steps done */
  steps: number;
  /** before the schedule */
  rate: number;
  known: Normalization;
  targets: TargetNormalization;
  classWeights: ClassWeights;
  moments: Moments;
  batch: Observation64[];
  /** rows of the window that are filled (rows, channels) */
  rows: (readonly number[])[];
  /** rows still to be passed over before the next window begins, when windows do not touch */
  skip: number;
}

/** The whole learner in float64, by the names of the module's functions. */
export interface Learner64 {
  readonly state: State64;
  /** rows in the batch, or a status below 0 */
  observe(reading: readonly number[], target: readonly number[]): number;
  /** the output in the data's units, and the likeliest class (0 without classes) or a status below 0 */
  predict(reading: readonly number[]): { status: number; output: readonly number[] };
  /** the loss before the step, −1 when nothing is observed */
  train(): number;
  loss(): number;
  /** the features, when a window is complete; 0 when not, or a status below 0 */
  push(reading: readonly number[]): readonly number[] | number;
  restart(): void;
}

const finite = (values: readonly number[]): boolean =>
  values.every((value) => Number.isFinite(Math.fround(value)));

/** Whether the task allows this target, given in the data's units. */
function allowed({ task, outputs }: Spec64, target: readonly number[]): boolean {
  if (task === "numbers") return finite(target);
  const most = task === "classes" ? outputs.length - 1 : 1;
  return target.every((y) => Number.isInteger(y) && y >= 0 && y <= most);
}

/** A learner that begins with these parameters. */
export function createLearner64(
  spec: Spec64,
  parameters: Parameters64,
  round: Rounding = exact,
): Learner64 {
  const state: State64 = {
    w: parameters,
    steps: 0,
    rate: stored(spec.optimizer.learningRate),
    known: statedNormalization(spec),
    targets: statedTargets(spec),
    classWeights: statedClassWeights(spec),
    moments: noMoments(spec),
    batch: [],
    rows: [],
    skip: 0,
  };
  const likeliest = (output: readonly number[]) =>
    spec.task === "classes" ? output.indexOf(Math.max(...output)) : 0;
  const loss = () =>
    state.batch.length === 0
      ? -1
      : batchLoss(spec, state.classWeights, state.w, state.batch, round);

  return {
    state,
    observe(reading, target) {
      if (state.batch.length >= spec.batch) return STATUS.full;
      if (!allowed(spec, target)) return STATUS.badTarget;
      if (!finite(reading)) return STATUS.notFinite;
      const raw = reading.map(round);
      const early = warmsUp(spec, state.known);
      if (spec.normalizer.type === "adaptive") {
        state.known = takenIn(spec, state.known, raw, round);
      }
      if (early) return STATUS.warmsUp;
      return state.batch.push({
        reading: normalized(spec, state.known, raw).map(round),
        target: normalizedTarget(spec, state.targets, target).map(
          spec.task === "numbers" ? round : exact,
        ),
      });
    },
    predict(reading) {
      if (!finite(reading)) return { status: STATUS.notFinite, output: [] };
      if (warmsUp(spec, state.known)) return { status: STATUS.warmsUp, output: [] };
      const row = normalized(spec, state.known, reading.map(round)).map(round);
      const { output } = forward(spec, state.w, row, round);
      return { status: likeliest(output), output: denormalized(spec, state.targets, output) };
    },
    train() {
      const before = loss();
      if (state.batch.length === 0) return before;
      const gradient = batchGradient(spec, state.classWeights, state.w, state.batch, round);
      const rate = scheduledRate(spec.optimizer, state.rate, state.steps);
      const { w, moments } = update(spec, state.w, gradient, state.moments, rate, round);
      Object.assign(state, { w, moments, steps: state.steps + 1, batch: [] });
      return before;
    },
    loss,
    push(reading) {
      if (!finite(reading)) return STATUS.notFinite;
      if (state.skip > 0) {
        state.skip--;
        return 0;
      }
      const { rows, stride } = spec.window!;
      state.rows.push(reading.slice());
      if (state.rows.length < rows) return 0;
      const features = featuresOf(
        spec,
        state.rows.map((row) => row.map(round)),
      );
      state.rows.splice(0, stride);
      state.skip = Math.max(0, stride - rows);
      return features;
    },
    restart() {
      state.rows = [];
      state.skip = 0;
    },
  };
}
