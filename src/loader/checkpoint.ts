import { crc32 } from "./crc32.js";
import type { Layout } from "./engine.js";

const MAGIC = 0x54504350; // "PCPT"
const VERSION = 1;
/** words before the state */
export const HEADER = 8;

/**
 * Writes a checkpoint (SPEC.md, "Checkpoint"); everything is given as 32-bit words.
 * @param header steps, the caller's random state, the bits of the learning rate
 * @param observed observations in the batch
 * @param blocks means, scales, parameters, readings and labels
 */
export function writeCheckpoint(
  layout: Layout,
  header: readonly number[],
  observed: number,
  blocks: readonly Uint32Array[],
): Uint8Array<ArrayBuffer> {
  const words = [MAGIC, VERSION, layout.fingerprint, ...header, layout.parameters, observed];
  for (const block of blocks) for (const bits of block) words.push(bits);
  const bytes = new Uint8Array(4 * words.length + 4);
  const view = new DataView(bytes.buffer);
  words.forEach((word, i) => {
    view.setUint32(4 * i, word, true);
  });
  const end = bytes.length - 4;
  view.setUint32(end, crc32(bytes, 0, end), true);
  return bytes;
}

/**
 * Checks a checkpoint and gives a reader of its words. Throws, with what was got and expected, when it is damaged or of
 * another network.
 */
export function checkCheckpoint(layout: Layout, bytes: Uint8Array): (index: number) => number {
  const { inputs, outputs, batch, parameters, fingerprint } = layout;
  const size = bytes.length;
  const view = new DataView(bytes.buffer, bytes.byteOffset, size);
  const word = (index: number) => view.getUint32(4 * index, true);
  const check = (right: boolean, what: string, got: number, expected: number, hint: string) => {
    if (!right) throw new Error(`checkpoint: got ${what} ${got}, expected ${expected}; ${hint}`);
  };
  const expect = (what: string, got: number, expected: number, hint: string) =>
    check(got === expected, what, got, expected, hint);
  const least = 4 * (HEADER + 1 + 2 * inputs + parameters);
  check(size >= 4 * HEADER + 4, "bytes", size, least, "it is cut off");
  expect("magic", word(0), MAGIC, "it is no checkpoint");
  expect("version", word(1), VERSION, "another perceptino wrote it");
  const sum = view.getUint32(size - 4, true);
  expect("CRC-32", sum, crc32(bytes, 0, size - 4), "it is damaged");
  expect("fingerprint", word(2), fingerprint >>> 0, "it is of another network");
  expect("parameters", word(6), parameters, "it is of another network");
  const observed = word(7);
  check(observed <= batch, "observations", observed, batch, "the network's batch is smaller");
  expect("bytes", size, least + 4 * observed * (inputs + outputs), "it is damaged");
  return word;
}
