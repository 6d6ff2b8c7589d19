import { bytesOf, seal, unseal } from "./checkpoint.js";
import { crc32 } from "./crc32.js";
import type { Engine } from "./engine.js";
import { fail, floatsOf, type Learner, startLearner, wordsOf } from "./learner.js";

/** A network that learns: the one public type of the loader, the same on every engine. */
export interface Network extends Learner {
  readonly engine: Engine;
  /** One step on the batch, which stays; gives the loss before the step. */
  step(): number;
  /** Empties the batch. */
  clear(): void;
  /** The loss of the batch. */
  loss(): number;
  /** A copy of the parameters' bits. */
  parameters(): Uint32Array;
  /** Puts in parameters by their bits. */
  setParameters(bits: ArrayLike<number>): void;
  /** CRC-32 of the parameter block: the witness of parity. */
  hash(): number;
  /** All that is needed to continue bit-exactly, as bytes (SPEC.md, "Checkpoint"). */
  save(): Uint8Array<ArrayBuffer>;
  /** Continues from what save() gave. Throws, and changes nothing, when the bytes are damaged or of another network. */
  restore(bytes: Uint8Array): void;
}

/** Makes a network of an engine, with weights drawn from the network file's seed. */
export function createNetwork(engine: Engine): Network {
  const { parameters } = engine.layout;
  const words = wordsOf(engine.memory);
  const block = words.subarray(0, parameters);
  /** observations in the batch */
  const count = words.subarray(parameters + 2);
  const rate = floatsOf(engine.memory).subarray(parameters + 3);
  const learner = startLearner(
    () => engine.layout,
    engine.memory,
    engine.run,
    () => {},
  );
  // The memory itself is the place of what a program may set.
  const place = (
    name: "steps" | "random" | "learningRate",
    get: () => number,
    set: (value: number) => void,
  ) => {
    // Of a field, MicroQuickJS makes no accessor.
    delete (learner as Partial<Learner>)[name];
    Object.defineProperty(learner, name, { get, set, enumerable: true });
  };
  place(
    "steps",
    () => words[parameters]!,
    (steps) => {
      words[parameters] = steps;
    },
  );
  place(
    "random",
    () => words[parameters + 1]!,
    (random) => {
      words[parameters + 1] = random;
    },
  );
  place(
    "learningRate",
    () => rate[0]!,
    (given) => {
      const rounded = floatsOf([given])[0]!;
      if (!(rounded > 0 && rounded < Infinity)) fail("learningRate", given, "a number > 0");
      rate[0] = rounded;
    },
  );
  // With the state's place in memory there is nothing to keep or to tell before a step and after it.
  learner.train = () => {
    const loss = engine.run(3, 0);
    if (loss < 0) fail("batch", "0 observations", "at least 1");
    return loss;
  };
  if (!learner.push) {
    learner.push = () => fail("push", "no window", "one in the network file");
    learner.restart = () => {};
  }
  const more: Omit<Network, keyof Learner> = {
    engine,
    step() {
      const held = count[0]!;
      const loss = learner.train();
      count[0] = held;
      return loss;
    },
    clear() {
      count[0] = 0;
    },
    loss() {
      const loss = engine.run(4, 0);
      if (loss < 0) fail("batch", "0 observations", "at least 1");
      return loss;
    },
    parameters: () => wordsOf(block),
    setParameters(bits: ArrayLike<number>) {
      if (bits.length !== parameters) {
        fail("parameters", `${bits.length} numbers`, parameters);
      }
      block.set(bits);
    },
    hash: () => crc32(bytesOf(engine.memory), 0, 4 * parameters),
    save: () => seal(learner.pack()),
    restore(bytes: Uint8Array) {
      learner.pack(unseal(engine.layout, learner.pack(), bytes));
    },
  };
  // Some small engines have no Object.assign().
  const network = learner as unknown as Record<string, unknown>;
  for (const name in more) network[name] = more[name as keyof typeof more];
  return learner as unknown as Network;
}
