import { crc32 } from "./crc32.js";
import type { Layout } from "./engine.js";

const MAGIC = 0x54504350; // "PCPT"
const VERSION = 1;
const HEADER = 8; // words

/** All that a network needs to continue bit-exactly; arrays hold the bits of float32 numbers. */
export interface State {
  steps: number;
  random: number;
  /** bits */
  learningRate: number;
  /** (inputs) */
  mean: Uint32Array;
  /** (inputs) */
  scale: Uint32Array;
  /** (parameters) */
  parameters: Uint32Array;
  /** (observed, inputs) */
  readings: Uint32Array;
  /** (observed, outputs) */
  labels: Uint32Array;
}

/** Writes a checkpoint (SPEC.md, "Checkpoint"). */
export function encodeCheckpoint(layout: Layout, state: State): Uint8Array<ArrayBuffer> {
  const observed = state.labels.length / layout.outputs;
  const blocks = [state.mean, state.scale, state.parameters, state.readings, state.labels];
  const words = blocks.reduce((sum, block) => sum + block.length, HEADER + 1);
  const bytes = new Uint8Array(4 * words);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const put = (word: number) => {
    view.setUint32(at, word, true);
    at += 4;
  };
  [MAGIC, VERSION, layout.fingerprint, state.steps, state.random, state.learningRate].forEach(put);
  [layout.parameters, observed].forEach(put);
  for (const block of blocks) for (let i = 0; i < block.length; i++) put(block[i]!);
  put(crc32(bytes, 0, at));
  return bytes;
}

/** Reads a checkpoint. Throws, with what was got and expected, when it is damaged or of another network. */
export function decodeCheckpoint(layout: Layout, bytes: Uint8Array): State {
  const check = (what: string, got: number, expected: number, hint: string) => {
    if (got !== expected) {
      throw new Error(`checkpoint: got ${what} ${got}, expected ${expected}; ${hint}`);
    }
  };
  const { inputs, outputs, batch, parameters, fingerprint } = layout;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const least = 4 * (HEADER + 1 + 2 * inputs + parameters);
  const short = bytes.length < least;
  if (short && bytes.length < 4 * (HEADER + 1))
    check("bytes", bytes.length, least, "it is cut off");
  const word = (i: number) => view.getUint32(4 * i, true);
  check("magic", word(0), MAGIC, "it is no checkpoint");
  check("version", word(1), VERSION, "another perceptino wrote it");
  check(
    "CRC-32",
    word((bytes.length / 4 - 1) | 0),
    crc32(bytes, 0, bytes.length - 4),
    "it is damaged",
  );
  check("fingerprint", word(2), fingerprint >>> 0, "it is of another network");
  check("parameters", word(6), parameters, "it is of another network");
  const observed = word(7);
  if (observed > batch) check("observations", observed, batch, "the network's batch is smaller");
  check("bytes", bytes.length, least + 4 * observed * (inputs + outputs), "it is damaged");
  let at = HEADER;
  const take = (count: number) => {
    const block = new Uint32Array(count);
    for (let i = 0; i < count; i++) block[i] = word(at++);
    return block;
  };
  return {
    steps: word(3),
    random: word(4),
    learningRate: word(5),
    mean: take(inputs),
    scale: take(inputs),
    parameters: take(parameters),
    readings: take(observed * inputs),
    labels: take(observed * outputs),
  };
}
