import type { Engine } from "../../src/common/loader/engine.js";
import type { Network } from "../../src/common/loader/index.js";
import { begin, fittedNumbers, heldAt, type RunData } from "./engine-run.js";
import { fitLearner64, type Row } from "./network-data.js";
import { createLearner64 } from "./reference64/learner.js";
import { exact, type Rounding } from "./reference64/rounding.js";
import { startsOf } from "./reference64/spec.js";

/** What can be asked of a network, by the module's names; float64 reference and module alike. */
export interface Subject {
  /** takes in a row; gives the statuses of what was called */
  take(row: Row): number[];
  held(): number;
  /** what is said of the last reading or window */
  predict(): { status: number; output: number[] };
  loss(): number;
  train(): number;
  parameters(): number[];
}

/** What a step leaves. */
export interface StepRecord {
  readonly statuses: readonly number[];
  /** predict's: the likeliest class, or what is wrong */
  readonly predicted: number;
  /** lists of numbers of one kind, each with one scale: what is predicted, both losses, each layer's parameters */
  readonly numbers: Readonly<Record<string, readonly number[]>>;
}

/** Runs a subject for some steps, whose batches are filled in part too. */
export function record(subject: Subject, { spec, rows }: RunData, steps: number): StepRecord[] {
  const starts = startsOf(spec);
  let at = 0;
  return Array.from({ length: steps }, (_, step) => {
    const statuses: number[] = [];
    while (subject.held() < heldAt(step, spec.batch)) {
      statuses.push(...subject.take(rows[at++ % rows.length]!));
    }
    const { status, output } = subject.predict();
    const losses = [subject.loss(), subject.train()];
    const w = subject.parameters();
    const layers = spec.layers.map((_, l) => [`layer ${l + 1}`, w.slice(starts[l], starts[l + 1])]);
    const numbers = { output, losses, ...Object.fromEntries(layers) };
    return { statuses, predicted: status, numbers };
  });
}

/** A module's network, made new, with what is fitted. */
export function engineSubject(engine: Engine, data: RunData): Subject {
  const { layout, memory, run } = engine;
  const floats = new Float32Array(memory);
  const words = new Uint32Array(memory);
  begin(engine, data);
  const input = layout.input / 4;
  return {
    take({ reading, target }) {
      const windowed = layout.reading !== undefined;
      floats.set(reading, windowed ? layout.reading! / 4 : input);
      const pushed = windowed ? [run(5, 0)] : [];
      if (windowed && pushed[0] !== 1) return pushed;
      floats.set(target, input + layout.inputs);
      return [...pushed, run(1, 0)];
    },
    held: () => words[layout.parameters + 2]!,
    predict() {
      const status = run(2, 0);
      const at = layout.output / 4;
      return { status, output: Array.from(floats.subarray(at, at + layout.outputs)) };
    },
    loss: () => run(4, 0),
    train: () => run(3, 0),
    parameters: () => Array.from(floats.subarray(0, layout.parameters)),
  };
}

/** A network by the loader's functions, with what is fitted; it has no statuses, but throws. */
export function networkSubject(network: Network, { spec, fit }: RunData): Subject {
  const { memory, layout } = network.engine;
  new Float32Array(memory).set(fittedNumbers(spec, fit), layout.parameters + 4);
  const words = new Uint32Array(memory);
  let input: ArrayLike<number> = [];
  return {
    take({ reading, target }) {
      const complete = spec.window === undefined ? reading : network.push(reading);
      if (complete === undefined) return [];
      input = complete;
      network.observe(input, target);
      return [];
    },
    held: () => words[layout.parameters + 2]!,
    predict: () => ({ status: 0, output: Array.from(network.predict(input)) }),
    loss: () => network.loss(),
    train: () => network.train(),
    parameters: () => Array.from(new Float32Array(network.parameters().buffer)),
  };
}

/** The float64 reference from the same parameters, with what is fitted. */
export function referenceSubject(
  w: readonly number[],
  { spec, fit }: RunData,
  round: Rounding = exact,
): Subject {
  const learner = createLearner64(spec, w, round);
  fitLearner64(learner, spec, fit);
  let input: readonly number[] = [];
  return {
    take({ reading, target }) {
      if (spec.window === undefined) {
        input = reading;
        return [learner.observe(input, target)];
      }
      const features = learner.push(reading);
      if (typeof features === "number") return [features];
      input = features;
      return [1, learner.observe(input, target)];
    },
    held: () => learner.state.batch.length,
    predict() {
      const { status, output } = learner.predict(input);
      return { status, output: output.slice() };
    },
    loss: () => learner.loss(),
    train: () => learner.train(),
    parameters: () => learner.state.w.slice(),
  };
}
