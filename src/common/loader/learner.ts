import type { Layout, Run } from "./engine.js";

/** What every loader does with a network, written for the smallest of the engines that run it. */
export interface Learner {
  /** steps trained since the parameters were drawn */
  steps: number;
  /** 32 bits of the caller's that a checkpoint keeps, such as the state of a shuffling generator */
  random: number;
  /** the step's factor α, as float32; at first the network file's. Throws unless it is above 0 and finite. */
  learningRate: number;
  /** (inputs) what is subtracted from a reading; empty in a network without a normaliser … */
  readonly mean: Float32Array;
  /** (inputs) … and what multiplies the rest, each rounded to float32; with an adaptive normaliser the variance */
  readonly scale: Float32Array;
  /** Draws new weights from a seed of 32 bits, at first the network file's, and makes all else new too. */
  init(seed?: number): void;
  /**
   * Adds an observation to the batch; gives how many it holds now, which an adaptive normaliser that is warming up leaves
   * as it is. Throws when the batch is full, when a reading is no number or not finite in float32, or a target none that
   * the network learns; the batch is then as it was.
   * @param target one number for each output, or the number of the class, from 0
   */
  observe(reading: ArrayLike<number>, target: number | ArrayLike<number>): number;
  /** One step on the batch, then empties it; gives the loss before the step. Throws when the batch is empty. */
  train(): number;
  /** (outputs) probabilities or numbers for a reading; the batch stays as it is. */
  predict(reading: ArrayLike<number>): Float32Array;
  /**
   * With a window: takes in a reading (channels); gives the features (inputs) when that completes a window, for observe() and
   * predict(). Throws, and takes nothing in, when the reading is no number or not finite.
   */
  push(reading: ArrayLike<number>): Float32Array | undefined;
  /** With a window: empties it, where readings are missing or another recording begins. */
  restart(): void;
}

/** What turns a network into a checkpoint and back (SPEC.md, "Checkpoint"), without its CRC and without checks. */
export interface Packing {
  /** All words of a checkpoint, the last one, its CRC, still 0; or, given such words, continues from them. */
  pack(from?: Uint32Array): Uint32Array<ArrayBuffer>;
}

/** What a network tells when it is over; Espruino makes events of it. */
export type Tell = (
  learner: Learner,
  event: "observe" | "train" | "predict",
  first: unknown,
  second?: unknown,
) => void;

const MAGIC = 0x54504350; // "PCPT"
/** of the form of checkpoints */
export const VERSION = 2;
/** words of a checkpoint before its state */
export const HEADER = 5;

export const floatsOf = (of: number | ArrayLike<number> | ArrayBuffer): Float32Array<ArrayBuffer> =>
  new Float32Array(of as ArrayBuffer);
export const wordsOf = (of: number | ArrayLike<number> | ArrayBuffer): Uint32Array<ArrayBuffer> =>
  new Uint32Array(of as ArrayBuffer);

const A_NUMBER = "a float32 number";

/** Throws what was got and expected. Called only where something is wrong: the texts of errors take time to make. */
export function fail(what: string, got: unknown, expected: unknown): never {
  throw new Error(`${what}: got ${got}, expected ${expected}`);
}

// Espruino has no destructuring, no defaults of parameters and no spread, and its slice() of a Float32Array is a list;
// Duktape's has no fill() and no slice(). Each function and each constant takes some of its few blocks of memory, and all
// that a function could see is kept with it.

/**
 * Starts a network on an engine, with weights drawn from the network file's seed.
 * @param layout called whenever it is needed, so that nobody must keep it
 */
export function startLearner(
  layout: () => Layout,
  memory: ArrayBuffer,
  run: Run,
  tell: Tell,
): Learner & Packing {
  const inputs = layout().inputs;
  const targets = layout().targets;
  const input = layout().input >> 2;
  const output = layout().output >> 2;
  /** the state's first word: steps, random state, observed, rate, means, scales */
  const state = layout().parameters;
  const floats = floatsOf(memory);
  const words = wordsOf(memory);
  const mean = state + 4;
  const normalized = layout().normalizer ? inputs : 0;

  /** Copies numbers in. What is no number would become one: null 0, true 1. */
  const put = (what: string, values: ArrayLike<number>, count: number, at: number) => {
    const length = values ? values.length : 0;
    if (length !== count) fail(what, `${length} numbers`, count);
    if (!(values as Float32Array).buffer) {
      for (let i = 0; i < count; i++) {
        if (typeof values[i] !== "number") fail(`${what} ${i}`, values[i], A_NUMBER);
      }
    }
    floats.set(values, at);
  };
  /** Says what is wrong with numbers that a routine has refused. */
  const refuse = (what: string, values: ArrayLike<number>, at: number): never => {
    const most = what === "target" ? layout().labels - 1 : -1;
    const scales = at === input && layout().normalizer === 1;
    for (let i = 0; i < values.length; i++) {
      let value = floats[at + i]!;
      if (scales) value = floatsOf([(value - floats[mean + i]!) * floats[mean + inputs + i]!])[0]!;
      if (most < 0 ? value - value !== 0 : !(value >= 0 && value <= most && value % 1 === 0)) {
        fail(`${what} ${i}`, values[i], most < 0 ? A_NUMBER : `a whole number from 0 to ${most}`);
      }
    }
    return fail(what, "numbers that are too large", "smaller ones");
  };

  const learner: Learner & Packing = {
    get steps() {
      return words[state]!;
    },
    set steps(steps) {
      words[state] = steps;
    },
    get random() {
      return words[state + 1]!;
    },
    set random(random) {
      words[state + 1] = random;
    },
    get learningRate() {
      return floats[state + 3]!;
    },
    set learningRate(given) {
      const rate = floatsOf([given])[0]!;
      if (!(rate > 0 && rate < Infinity)) fail("learningRate", given, "a number > 0");
      floats[state + 3] = rate;
    },
    mean: floats.subarray(mean, mean + normalized),
    scale: floats.subarray(mean + normalized, mean + 2 * normalized),
    init(seed) {
      run(0, (seed === undefined ? layout().seed : seed) | 0);
    },
    observe(reading, target) {
      const list = target && typeof target === "object" ? target : [target as number];
      put("reading", reading, inputs, input);
      put("target", list, targets, input + inputs);
      const status = run(1, 0);
      if (status === -3)
        fail("batch", `${words[state + 2]! + 1} observations`, `${words[state + 2]}; train first`);
      if (status === -2) refuse("target", list, input + inputs);
      if (status === -1) refuse("reading", reading, input);
      tell(learner, "observe", reading, target);
      return words[state + 2]!;
    },
    train() {
      const loss = run(3, 0);
      if (loss < 0) fail("batch", "0 observations", "at least 1");
      tell(learner, "train", loss);
      return loss;
    },
    predict(reading) {
      put("reading", reading, inputs, input);
      if (run(2, 0) < 0) refuse("reading", reading, input);
      const said = floatsOf(floats.subarray(output, output + layout().outputs));
      tell(learner, "predict", said, reading);
      return said;
    },
    push(reading) {
      const at = (layout().reading || fail("push", "no window", "one in the network file")) >> 2;
      const channels = layout().channels!;
      put("reading", reading, channels, at);
      const complete = run(5, 0);
      if (complete < 0) refuse("reading", reading, at);
      return complete ? floatsOf(floats.subarray(input, input + inputs)) : undefined;
    },
    restart() {
      if (layout().reading) run(6, 0);
    },
    pack(from) {
      const about = layout();
      const count = about.stateEnd >> 2;
      const region = words.subarray(0, count);
      if (from) {
        region.set(from.subarray(HEADER, HEADER + count));
        return from as Uint32Array<ArrayBuffer>;
      }
      const image = wordsOf(HEADER + count + 1);
      image.set([MAGIC, VERSION, about.fingerprint, about.state, count]);
      image.set(region, HEADER);
      return image;
    },
  };
  learner.init();
  return learner;
}
