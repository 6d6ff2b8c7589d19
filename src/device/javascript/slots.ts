import type { Layout } from "../../common/loader/engine.js";
import { expect, HEADER, VERSION, wordsOf } from "../../common/loader/learner.js";
import { storage } from "./espruino.js";

/** Bytes of flash that a file takes besides its content, and as much again to be safe. */
const FILE_OVERHEAD = 64;

/**
 * A network's checkpoints in Storage (SPEC.md, "Checkpoints in Storage"): two files, and one that may come with the module.
 * Gives the words of the newest one, whose first is its number; or, given a checkpoint with 0 for its CRC, writes it in
 * place of the older one and gives it. Throws when there is no room: making some moves files about, which a loss of power
 * would not survive.
 */
export function slots(name: string, layout: Layout, image?: Uint32Array): Uint32Array | undefined {
  // Functions in here take no memory while nobody saves or restores.
  const checksum = (words: Uint32Array): number =>
    E.CRC32(new Uint8Array(words.buffer, 0, 4 * words.length - 4));
  const read = (end: number | string): Uint32Array | undefined => {
    const words = wordsOf(storage.readArrayBuffer(`${name}.${end}`) || 0);
    const last = words.length - 1;
    return last > HEADER &&
      checksum(words) === words[last] &&
      words[1] === VERSION &&
      words[2] === layout.fingerprint &&
      words[7]! <= layout.batch
      ? words
      : undefined;
  };
  const even = read(0);
  const odd = read(1);
  const newest = even && !(odd && odd[0]! > even[0]!) ? even : odd;
  if (!image) return newest || read("w");
  const number = newest ? newest[0]! + 1 : 1;
  const need = 4 * image.length + FILE_OVERHEAD;
  const free = storage.getFree();
  expect(free >= need, "Storage", `${free} bytes free`, `${need}; compact() it`);
  image[0] = number;
  image[image.length - 1] = checksum(image);
  storage.write(`${name}.${number & 1}`, image.buffer as ArrayBuffer);
  expect(read(number & 1), "Storage", "no whole file", "one; the last save is kept");
  return image;
}
