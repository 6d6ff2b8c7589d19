import type { Layout } from "./engine.js";

/** What every loader does with a network, written for the smallest of the engines that run it. */
export interface Learner {
  /** steps trained since the parameters were drawn */
  steps: number;
  /** 32 bits of the caller's that a checkpoint keeps, such as the state of a shuffling generator */
  random: number;
  /** the step's factor α, as float32; at first the network file's */
  learningRate: number;
  /** (inputs) what is subtracted from a reading … */
  readonly mean: Float32Array;
  /** (inputs) … and what multiplies the rest, each rounded to float32 */
  readonly scale: Float32Array;
  /** Draws new weights from a seed of 32 bits, at first the network file's; forgets steps and batch. */
  init(seed?: number): void;
  /**
   * Adds a labelled reading to the batch; gives how many it holds now. Throws when the batch is full, when a reading is
   * no number or not finite in float32, or a label not the number 0 or 1; the batch is then as it was.
   */
  observe(reading: ArrayLike<number>, labels: number | ArrayLike<number>): number;
  /**
   * One step on the batch, then empties it; gives the loss before the step. Throws when the batch is empty, or the
   * learning rate is not above 0 and finite in float32.
   */
  train(): number;
  /** (outputs) probabilities for a reading; the batch stays as it is. */
  predict(reading: ArrayLike<number>): Float32Array;
}

/** What turns a network into a checkpoint and back (SPEC.md, "Checkpoint"), without its CRC and without checks. */
export interface Packing {
  /** All words of a checkpoint, the last one, its CRC, still 0; or, given such words, continues from them. */
  pack(from?: Uint32Array): Uint32Array<ArrayBuffer>;
}

/** What a learner needs of an engine: routine 0 is init(seed), 1 is forward(), 2 is step(learning rate) and gives the loss. */
export type Run = (routine: 0 | 1 | 2, argument: number) => unknown;

/** What a network tells when it is over; Espruino makes events of it. */
export type Tell = (
  learner: Learner,
  event: "observe" | "train" | "predict",
  first: unknown,
  second?: unknown,
) => void;

const MAGIC = 0x54504350; // "PCPT"
/** of the form of checkpoints */
export const VERSION = 1;
/** words of a checkpoint before its state */
export const HEADER = 8;

export const floatsOf = (of: number | ArrayLike<number> | ArrayBuffer): Float32Array<ArrayBuffer> =>
  new Float32Array(of as ArrayBuffer);
export const wordsOf = (of: number | ArrayLike<number> | ArrayBuffer): Uint32Array<ArrayBuffer> =>
  new Uint32Array(of as ArrayBuffer);

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
  const outputs = layout().outputs;
  const batch = layout().batch;
  const output = layout().output >> 2;
  const count = layout().observed >> 2;
  const readings = layout().readings >> 2;
  const labels = readings + batch * inputs;
  const floats = floatsOf(memory);
  const words = wordsOf(memory);
  /** means, then scales */
  const normalizer = floatsOf(2 * inputs);
  for (let i = inputs; i < 2 * inputs; i++) normalizer[i] = 1;

  /** Normalises a reading, rounding to float32 after each operation. */
  const normalise = (reading: ArrayLike<number>): Float32Array => {
    const length = reading ? reading.length : 0;
    if (length !== inputs) fail("reading", `${length} numbers`, inputs);
    const row = floatsOf(inputs);
    for (let i = 0; i < inputs; i++) {
      const value = reading[i]!;
      // What is no number would become one: null 0, true 1.
      row[i] = typeof value === "number" ? value : Number.NaN;
      row[i]! -= normalizer[i]!;
      row[i]! *= normalizer[inputs + i]!;
      if (row[i]! - row[i]! !== 0) fail(`reading ${i}`, value, "a float32 number");
    }
    return row;
  };

  const learner: Learner & Packing = {
    steps: 0,
    random: 0,
    learningRate: layout().learningRate,
    mean: normalizer.subarray(0, inputs),
    scale: normalizer.subarray(inputs),
    init(seed) {
      const start = seed === undefined ? layout().seed : seed;
      run(0, start | 0);
      learner.steps = 0;
      learner.random = start >>> 0;
    },
    observe(reading, label) {
      const at = words[count]!;
      if (at >= batch) fail("batch", `${at + 1} observations`, `${batch}; train first`);
      const list = label && typeof label === "object" ? label : [label];
      if (list.length !== outputs) fail("labels", `${list.length} numbers`, outputs);
      for (let j = 0; j < outputs; j++) {
        if (list[j] !== 0 && list[j] !== 1) fail(`label ${j}`, list[j], "the number 0 or 1");
      }
      floats.set(normalise(reading), readings + at * inputs);
      floats.set(list, labels + at * outputs);
      words[count] = at + 1;
      tell(learner, "observe", reading, label);
      return at + 1;
    },
    train() {
      if (!words[count]) fail("batch", "0 observations", "at least 1");
      const rate = floatsOf([learner.learningRate])[0]!;
      if (!(rate > 0 && rate < Infinity))
        fail("learningRate", learner.learningRate, "a number > 0");
      const loss = run(2, rate) as number;
      learner.steps++;
      words[count] = 0;
      tell(learner, "train", loss);
      return loss;
    },
    predict(reading) {
      const row = normalise(reading);
      const at = readings + Math.min(words[count]!, batch - 1) * inputs;
      const kept = floatsOf(floats.subarray(at, at + inputs));
      floats.set(row, at);
      try {
        run(1, 0);
      } finally {
        floats.set(kept, at);
      }
      const probabilities = floatsOf(floats.subarray(output, output + outputs));
      tell(learner, "predict", probabilities, reading);
      return probabilities;
    },
    pack(from) {
      const about = layout();
      const observed = from ? from[7]! : words[count]!;
      const state = 2 * inputs + about.parameters + observed * (inputs + outputs);
      const image = wordsOf(from || HEADER + 1 + state);
      /** the same as floats: element 5 is the learning rate */
      const floating = floatsOf(image.buffer);
      let at = HEADER;
      const part = (block: Uint32Array) => {
        const place = image.subarray(at, at + block.length);
        at += block.length;
        if (from) block.set(place);
        else place.set(block);
      };
      if (from) {
        learner.steps = image[3]!;
        learner.random = image[4]!;
        learner.learningRate = floating[5]!;
        words[count] = observed;
      } else {
        image.set([
          MAGIC,
          VERSION,
          about.fingerprint,
          learner.steps,
          learner.random,
          0,
          about.parameters,
          observed,
        ]);
        floating[5] = learner.learningRate;
      }
      part(wordsOf(normalizer.buffer));
      part(words.subarray(0, about.parameters));
      part(words.subarray(readings, readings + observed * inputs));
      part(words.subarray(labels, labels + observed * outputs));
      return image;
    },
  };
  learner.init();
  return learner;
}
