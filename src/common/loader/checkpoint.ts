import { crc32 } from "./crc32.js";
import type { Layout } from "./engine.js";
import { fail, HEADER, MAGIC, VERSION, wordsOf } from "./learner.js";
import { checkpointWords, mayRestore } from "./restorable.js";

/** Bytes that a description takes at least: of fewer, such as four zeros, the last may be their CRC by chance. */
const LEAST_DESCRIBED = 32;

export const bytesOf = (of: ArrayBuffer | Uint8Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array(of as ArrayBuffer);

/** CRC-32 of all bytes that end with their own CRC-32. */
const WITH_OWN_CRC = 0x2144df1c;

/** Puts the CRC behind the words of a checkpoint (SPEC.md, "Checkpoint"). */
export function seal(words: Uint32Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const bytes = bytesOf(words.buffer);
  words[words.length - 1] = crc32(bytes, 0, bytes.length - 4);
  return bytes;
}

/** The checkpoint of a network that has these words of parameters and state, such as a device tells them. */
export function checkpointOf(
  { fingerprint, state }: Pick<Layout, "fingerprint" | "state">,
  words: Uint32Array,
): Uint8Array<ArrayBuffer> {
  const image = wordsOf(HEADER + words.length + 1);
  image.set([MAGIC, VERSION, fingerprint, state, words.length]);
  image.set(words, HEADER);
  return seal(image);
}

/** Parameters and state of a checkpoint that is known to be whole. */
export function stateOfCheckpoint(checkpoint: Uint8Array): Uint32Array<ArrayBuffer> {
  const words = wordsOf(bytesOf(checkpoint.subarray(0, checkpoint.length & ~3)).buffer);
  return words.slice(HEADER, HEADER + words[4]!);
}

/**
 * Checks a checkpoint and gives its words. Throws, with what was got and expected, when it is damaged or of another
 * network. What describes the network may follow it (SPEC.md, "Checkpoint file").
 * @param own a checkpoint of this network
 */
export function unseal(layout: Layout, own: Uint32Array, bytes: Uint8Array): Uint32Array {
  const size = bytes.length;
  // A copy begins at a multiple of 4, which the bytes of a file need not; a Buffer's slice() is no copy.
  const words = wordsOf(bytesOf(bytes.subarray(0, size & ~3)).buffer);
  const check = (what: string, got: unknown, expected: unknown, hint: string) => {
    if (got !== expected) fail("checkpoint", `${what} ${got}`, `${expected}; ${hint}`);
  };
  const expect = (what: string, place: number, expected: number, hint: string) =>
    check(what, hex(words[place]!), hex(expected), hint);
  const least = 4 * HEADER;
  if (size < least) check("bytes", size, least, "it is cut off");
  expect("magic", 0, own[0]!, "it is no checkpoint");
  expect("version", 1, own[1]!, "another perceptino wrote it");
  expect("fingerprint", 2, own[2]!, "it is of another network or damaged");
  expect("state", 3, own[3]!, "it is of another batch, optimizer or normalizer, or damaged");
  const whole = 4 * checkpointWords(layout);
  check("words", words[4], own[4], "it is damaged");
  const more = size - whole;
  if (more && (more < LEAST_DESCRIBED || crc32(bytes, whole, more) !== WITH_OWN_CRC)) {
    check("bytes", size, whole, "it is cut off or damaged");
  }
  expect("CRC-32", whole / 4 - 1, crc32(bytes, 0, whole - 4), "it is damaged");
  const checkpoint = wordsOf(words.subarray(0, whole / 4));
  if (!mayRestore(checkpoint, layout, sum)) {
    fail(
      "checkpoint",
      "numbers out of range",
      "finite ones, learning rate above 0, targets that there are",
    );
  }
  return checkpoint;
}

function sum(numbers: Float32Array): number {
  let total = 0;
  for (let i = 0; i < numbers.length; i++) total += numbers[i]!;
  return total;
}

/** As everywhere: 00c0ffee. Some small engines have no padStart. */
const hex = (word: number) => `0000000${word.toString(16)}`.slice(-8);
