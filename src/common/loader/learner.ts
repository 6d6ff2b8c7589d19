import type { Layout, Run } from "./engine.js";

/** What every loader does with a network, written for the smallest of the engines that run it. */
export interface Learner {
  /** steps trained since the parameters were drawn */
  steps: number;
  /** 32 bits of the caller's that a checkpoint keeps, such as the state of a shuffling generator */
  random: number;
  /** the step's factor α, as float32; at first the network file's. It must be above 0 and finite: else training throws. */
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
   * Only with a window: takes in a reading (channels); gives the features (inputs) when that completes a window, for observe() and
   * predict(). Throws, and takes nothing in, when the reading is no number or not finite.
   */
  push(reading: ArrayLike<number>): Float32Array | undefined;
  /** Only with a window: empties it, where readings are missing or another recording begins. */
  restart(): void;
}

/** What turns a network into a checkpoint and back (SPEC.md, "Checkpoint"), without its CRC and without checks. */
export interface Packing {
  /** All words of a checkpoint, the last one, its CRC, still 0; or, given such words, continues from them. */
  pack(from?: Uint32Array): Uint32Array<ArrayBuffer>;
}

/** What a network tells when it is over, where somebody may hear it; Espruino makes events of it. */
export type Tell = (
  learner: Learner,
  event: "observe" | "train" | "predict",
  first: unknown,
  second?: unknown,
) => void;

/** Where Espruino keeps an object's listeners; elsewhere nobody hears what is told. */
interface Heard {
  readonly "#onobserve"?: unknown;
  readonly "#onpredict"?: unknown;
}

/** "PCPT" */
export const MAGIC = 0x54504350;
/** of the form of checkpoints */
export const VERSION = 2;
/** words of a checkpoint before its state */
export const HEADER = 5;

export const floatsOf = (of: number | ArrayLike<number> | ArrayBuffer): Float32Array<ArrayBuffer> =>
  new Float32Array(of as ArrayBuffer);
export const wordsOf = (of: number | ArrayLike<number> | ArrayBuffer): Uint32Array<ArrayBuffer> =>
  new Uint32Array(of as ArrayBuffer);

const A_NUMBER = "a float32 number";
const READING = "reading";
const TARGET = "target";

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
  const floats = floatsOf(memory);
  const inputs = layout().inputs;
  const targets = layout().targets;
  const input = layout().input >> 2;
  const target0 = input + inputs;
  const said = floats.subarray(layout().output >> 2).subarray(0, layout().outputs);
  /** the state's first word: steps, random state, observed, rate, means, scales */
  const state = layout().parameters;
  const words = wordsOf(memory);
  const mean = state + 4;
  const normalized = layout().normalizer ? inputs : 0;

  /** Copies numbers in. What is no number would become one: null 0, true 1. */
  const put = (what: string, values: ArrayLike<number>, count: number, at: number) => {
    if (!values || values.length !== count) {
      fail(what, `${values ? values.length : 0} numbers`, count);
    }
    let i = (values as Float32Array).buffer ? count : 0;
    // Espruino reads a loop's words anew each time.
    while (i < count && typeof values[i] === "number") i++;
    if (i < count) fail(`${what} ${i}`, values[i], A_NUMBER);
    floats.set(values, at);
  };
  /** Says what is wrong with numbers that a routine has refused. */
  const refuse = (what: string, values: ArrayLike<number>, at: number): never => {
    const most = what === TARGET ? layout().labels - 1 : -1;
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
  const listOf = (target: number | ArrayLike<number>) =>
    target && typeof target === "object" ? target : [target as number];

  /** Puts what a program may set into the state. */
  const keep = () => {
    words[state] = learner.steps;
    words[state + 1] = learner.random;
    const rate = floatsOf([learner.learningRate])[0]!;
    if (!(rate > 0 && rate < Infinity)) {
      fail("learningRate", learner.learningRate, "a number > 0");
    }
    floats[state + 3] = rate;
  };
  /** Reads it from there. */
  const tellState = () => {
    learner.steps = words[state]!;
    learner.random = words[state + 1]!;
    learner.learningRate = floats[state + 3]!;
  };

  const learner = {
    observe(reading, target) {
      put(READING, reading, inputs, input);
      if (targets === 1 && typeof target === "number") floats[target0] = target;
      else put(TARGET, listOf(target), targets, target0);
      let held = run(1, 0);
      if (held < 0) {
        const status = held;
        held = words[state + 2]!;
        if (status === -3) fail("batch", `${held + 1} observations`, `${held}; train first`);
        if (status === -2) refuse(TARGET, listOf(target), target0);
        if (status === -1) refuse(READING, reading, input);
      }
      if (learner["#onobserve"]) tell(learner, "observe", reading, target);
      return held;
    },
    predict(reading) {
      put(READING, reading, inputs, input);
      if (run(2, 0) < 0) refuse(READING, reading, input);
      const copy = floatsOf(said);
      if (learner["#onpredict"]) tell(learner, "predict", copy, reading);
      return copy;
    },
    train() {
      keep();
      const loss = run(3, 0);
      if (loss < 0) fail("batch", "0 observations", "at least 1");
      learner.steps = words[state]!;
      tell(learner, "train", loss);
      return loss;
    },
    mean: floats.subarray(mean, mean + normalized),
    scale: floats.subarray(mean + normalized, mean + 2 * normalized),
    init(seed) {
      run(0, (seed == null ? layout().seed : seed) | 0);
      tellState();
    },
    pack(from) {
      const about = layout();
      const count = about.stateEnd >> 2;
      const region = words.subarray(0, count);
      if (from) {
        region.set(from.subarray(HEADER, HEADER + count));
        tellState();
        return from as Uint32Array<ArrayBuffer>;
      }
      keep();
      const image = wordsOf(HEADER + 1 + count);
      image.set([MAGIC, VERSION, about.fingerprint, about.state, count]);
      image.set(region, HEADER);
      return image;
    },
  } as Learner & Packing & Heard;
  // A network without a window has nothing of one.
  if (layout().reading) {
    const reading = layout().reading! >> 2;
    const channels = layout().channels!;
    learner.push = (row) => {
      put(READING, row, channels, reading);
      const complete = run(5, 0);
      if (complete < 0) refuse(READING, row, reading);
      return complete ? floatsOf(floats.subarray(input, target0)) : undefined;
    };
    learner.restart = () => {
      run(6, 0);
    };
  }
  learner.init();
  return learner;
}
