import { type Random, seededRandom } from "./random.js";
import { createLearner64, type Learner64 } from "./reference64/learner.js";
import { type Channel64, type Spec64, startsOf } from "./reference64/spec.js";

/** A raw reading (channels) and its target, as a host gives them to a network. */
export interface Row {
  readonly reading: readonly number[];
  readonly target: readonly number[];
}

/** Rows that a run goes round; a prime number, so that batches and windows begin elsewhere each time. */
const ROWS = 61;

const f32 = Math.fround;

/** Where a column's numbers lie: where the file says, or anywhere, but around 0 where nobody brings them to a common scale. */
function rangeOf({ mean, deviation }: Channel64, random: Random, free: boolean) {
  const spread = deviation ?? (free ? random.pick([0.2, 1, 5]) : 1);
  return { middle: mean ?? (free ? random.uniform(-3, 3) * spread : 0), spread };
}

/** Readings, exact in float32, and targets that mostly follow from them. */
export function rowsOf(spec: Spec64, seed: number): Row[] {
  const random = seededRandom(seed);
  const free = spec.normalizer.type !== "none";
  const inputs = spec.inputs.map((channel) => rangeOf(channel, random, free));
  const outputs = spec.outputs.map((output) => rangeOf(output, random, true));
  const teachers = spec.outputs.map(() => spec.inputs.map(() => random.uniform(-1, 1)));
  return Array.from({ length: ROWS }, () => {
    const unit = spec.inputs.map(() => random.uniform(-1, 1));
    const scores = teachers.map((teacher) => {
      const noise = random.uniform(-0.3, 0.3);
      return teacher.reduce((sum, weight, i) => sum + weight * unit[i]!, noise);
    });
    const within = (ranges: typeof inputs, values: readonly number[]) =>
      values.map((value, i) => f32(ranges[i]!.middle + ranges[i]!.spread * value));
    const target = spec.task === "numbers" ? within(outputs, scores) : labelsOf(spec, scores);
    return { reading: within(inputs, unit), target };
  });
}

function labelsOf({ task }: Spec64, scores: readonly number[]): number[] {
  if (task === "classes") return [scores.indexOf(Math.max(...scores))];
  return scores.map((score) => Number(score > 0));
}

/** What `train` would take from the data, where the network file does not state it; all as float32. */
export interface Fitted {
  /** (inputs) */
  readonly mean: readonly number[];
  /** (inputs) */
  readonly scale: readonly number[];
  /** (outputs) */
  readonly targetMean: readonly number[];
  /** (outputs) */
  readonly targetDeviation: readonly number[];
  /** (outputs) */
  readonly classWeights: readonly number[];
}

function momentsOf(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  return { mean, deviation: variance > 1e-12 ? Math.sqrt(variance) : 1 };
}

/** What the first layer reads of the rows before it is normalised: readings, or the features of all windows. */
function rawInputs(spec: Spec64, rows: readonly Row[]): (readonly number[])[] {
  if (spec.window === undefined) return rows.map(({ reading }) => reading);
  const { push } = createLearner64(spec, new Array<number>(startsOf(spec).at(-1)!).fill(0));
  return rows
    .map(({ reading }) => push(reading))
    .filter((features) => typeof features === "object");
}

export function fitted(spec: Spec64, rows: readonly Row[]): Fitted {
  const inputs = rawInputs(spec, rows);
  const column = (list: readonly (readonly number[])[], i: number) =>
    momentsOf(list.map((row) => row[i]!));
  const channels = inputs[0]!.map((_, i) => {
    const { mean, deviation } = column(inputs, i);
    const stated = spec.window === undefined ? spec.inputs[i]! : {};
    return { mean: stated.mean ?? mean, deviation: stated.deviation ?? deviation };
  });
  const targets = rows.map(({ target }) => target);
  const outputs = spec.outputs.map((output, j) => {
    if (spec.task !== "numbers") return { mean: 0, deviation: 1 };
    const { mean, deviation } = column(targets, j);
    return { mean: output.mean ?? mean, deviation: output.deviation ?? deviation };
  });
  return {
    mean: channels.map(({ mean }) => f32(mean)),
    scale: channels.map(({ deviation }) => f32(1 / deviation)),
    targetMean: outputs.map(({ mean }) => f32(mean)),
    targetDeviation: outputs.map(({ deviation }) => f32(deviation)),
    classWeights: classWeightsOf(spec, targets),
  };
}

function classWeightsOf(spec: Spec64, targets: readonly (readonly number[])[]): number[] {
  const { classWeights, task, outputs } = spec;
  if (Array.isArray(classWeights)) return classWeights.map(f32);
  return outputs.map((_, k) => {
    const own = targets.filter((target) =>
      task === "classes" ? target[0] === k : target[k] === 1,
    );
    const others =
      task === "classes" ? targets.length / outputs.length : targets.length - own.length;
    return f32(others / Math.max(own.length, 1));
  });
}

/** Whether a network keeps what is fitted to targets, and to classes. */
export const keepsTargets = ({ task }: Spec64): boolean => task === "numbers";
export const keepsClassWeights = ({ classWeights }: Spec64): boolean => classWeights !== undefined;

/** Puts what is fitted into the reference. */
export function fitLearner64(learner: Learner64, spec: Spec64, fit: Fitted): void {
  const { state } = learner;
  if (spec.normalizer.type === "standard") {
    state.known = { ...state.known, mean: fit.mean, spread: fit.scale };
  }
  if (keepsTargets(spec)) state.targets = { mean: fit.targetMean, deviation: fit.targetDeviation };
  if (keepsClassWeights(spec)) state.classWeights = fit.classWeights;
}
