import { checkCheckpoint, HEADER, writeCheckpoint } from "./checkpoint.js";
import { crc32 } from "./crc32.js";
import type { Engine } from "./engine.js";

/** A network that learns: the one public type of the loader, the same on every engine. */
export interface Network {
  readonly engine: Engine;
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
   * Adds a labelled reading to the batch; gives how many it holds now. Throws when the batch is full, a number is not
   * finite or a label not 0 or 1; the batch is then as it was.
   */
  observe(reading: ArrayLike<number>, labels: number | ArrayLike<number>): number;
  /** One step on the batch, which stays; gives the loss before the step. */
  step(): number;
  /** One step on the batch, then empties it; gives the loss before the step. */
  train(): number;
  /** Empties the batch. */
  clear(): void;
  /** The loss of the batch. */
  loss(): number;
  /** (outputs) probabilities for a reading; the batch stays as it is. */
  predict(reading: ArrayLike<number>): Float32Array;
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
  const { layout, memory } = engine;
  const { inputs, outputs, batch } = layout;
  const floats = (offset: number, count: number) => new Float32Array(memory, offset, count);
  const words = (array: Float32Array) =>
    new Uint32Array(array.buffer, array.byteOffset, array.length);
  const count = new Int32Array(memory, layout.observed, 1);
  const readings = floats(layout.readings, batch * inputs);
  const labelRows = floats(layout.readings + 4 * batch * inputs, batch * outputs);
  const output = floats(layout.output, outputs);
  const parameters = words(floats(0, layout.parameters));
  const bytes = new Uint8Array(memory, 0, 4 * layout.parameters);
  const one = new Float32Array(1);
  const row = new Float32Array(inputs);
  const mean = new Float32Array(inputs);
  const scale = new Float32Array(inputs).fill(1);

  const expectCount = (what: string, got: number, expected: number) => {
    if (got !== expected) throw new Error(`${what}: got ${got} numbers, expected ${expected}`);
  };
  /** Normalises a reading into `row`, rounding to float32 after each operation. */
  const normalise = (reading: ArrayLike<number>) => {
    expectCount("reading", reading.length, inputs);
    for (let i = 0; i < inputs; i++) {
      row[i] = reading[i]!;
      row[i] = row[i]! - mean[i]!;
      row[i] = row[i]! * scale[i]!;
      if (row[i]! - row[i]! !== 0) {
        throw new Error(
          `reading ${i}: got ${reading[i]}, expected a finite number in float32's range`,
        );
      }
    }
  };
  const needBatch = () => {
    if (!count[0])
      throw new Error("batch: got 0 observations, expected at least 1; observe some first");
  };

  /** What a checkpoint holds behind its header, as bits. */
  const stateBlocks = (observed: number) => [
    words(mean),
    words(scale),
    parameters,
    words(readings).subarray(0, observed * inputs),
    words(labelRows).subarray(0, observed * outputs),
  ];

  const network: Network = {
    engine,
    steps: 0,
    random: 0,
    learningRate: layout.learningRate,
    mean,
    scale,
    init(seed = layout.seed) {
      engine.init(seed | 0);
      network.steps = 0;
      network.random = seed >>> 0;
    },
    observe(reading, labels) {
      const at = count[0]!;
      if (at >= batch)
        throw new Error(`batch: got ${at + 1} observations, expected ${batch}; train first`);
      const list = typeof labels === "number" ? [labels] : labels;
      expectCount("labels", list.length, outputs);
      for (let j = 0; j < outputs; j++) {
        if (list[j] !== 0 && list[j] !== 1)
          throw new Error(`label ${j}: got ${list[j]}, expected 0 or 1`);
      }
      normalise(reading);
      readings.set(row, at * inputs);
      labelRows.set(list, at * outputs);
      count[0] = at + 1;
      return at + 1;
    },
    step() {
      needBatch();
      one[0] = network.learningRate;
      const loss = engine.step(one[0]!);
      network.steps = (network.steps + 1) >>> 0;
      return loss;
    },
    train() {
      const loss = network.step();
      network.clear();
      return loss;
    },
    clear() {
      count[0] = 0;
    },
    loss() {
      needBatch();
      return engine.loss();
    },
    predict(reading) {
      normalise(reading);
      const at = Math.min(count[0]!, batch - 1) * inputs;
      const kept = readings.slice(at, at + inputs);
      readings.set(row, at);
      engine.forward();
      readings.set(kept, at);
      return output.slice();
    },
    parameters: () => parameters.slice(),
    setParameters(bits) {
      expectCount("parameters", bits.length, layout.parameters);
      parameters.set(bits);
    },
    hash: () => crc32(bytes, 0, bytes.length),
    save() {
      one[0] = network.learningRate;
      const header = [network.steps, network.random, words(one)[0]!];
      return writeCheckpoint(layout, header, count[0]!, stateBlocks(count[0]!));
    },
    restore(checkpoint) {
      const word = checkCheckpoint(layout, checkpoint);
      network.steps = word(3);
      network.random = word(4);
      words(one)[0] = word(5);
      network.learningRate = one[0]!;
      count[0] = word(7);
      let at = HEADER;
      for (const block of stateBlocks(count[0]!)) {
        for (let i = 0; i < block.length; i++) block[i] = word(at++);
      }
    },
  };
  network.init();
  return network;
}
