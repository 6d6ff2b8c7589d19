import { upload } from "../../src/common/espruino/upload.js";
import { connect } from "../../src/node/ports/connect-espruino.js";
import type { TestBoard } from "./espruino.js";
import { testModule } from "./espruino-module.js";
import { extent } from "./extent.js";

const CUTS = extent(7, 14);
const AT_ONCE = 4;

/** Characters of an upload over an older one after which to cut the line: spread over all of it, in the midst of commands. */
export async function cutPoints(
  start: () => Promise<TestBoard>,
  old: string,
  now: string,
): Promise<readonly number[]> {
  const board = await start();
  const line = await connect(board.port);
  await upload(line, testModule(old), { fingerprint: old });
  const before = board.received();
  await upload(line, testModule(now), { fingerprint: now });
  const all = board.received() - before;
  await line.close();
  await board.stop();
  return Array.from({ length: CUTS }, (_, i) => Math.floor((all * (i + 0.5)) / CUTS));
}

/** A few at once, in order. */
export async function inParallel<T, R>(
  items: readonly T[],
  act: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const rest = items.map((item, i) => [i, item] as const);
  const worker = async () => {
    for (let next = rest.shift(); next; next = rest.shift()) results[next[0]] = await act(next[1]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

/** Bytes of flash that are programmed at once. */
const WORD = 4;
/** Words at the beginning and the end of a write after each of which the power is cut, also in the midst of the word. */
const EDGE = 9;
const STEPS = 6;

/**
 * The flash as it is when the power fails while one image becomes the other: words are programmed in the order of their
 * addresses, as src/jsflash.c does for a new file, its header and then its content.
 */
export function tornImages(old: Uint8Array, after: Uint8Array): Uint8Array[] {
  const before = old.length > 0 ? old : Uint8Array.from(after).fill(255);
  const words: number[] = [];
  for (let at = 0; at < after.length; at += WORD) {
    if (before.subarray(at, at + WORD).some((byte, i) => byte !== after[at + i])) words.push(at);
  }
  const step = Math.ceil(words.length / STEPS);
  const images: Uint8Array[] = [];
  const image = Uint8Array.from(before);
  words.forEach((at, i) => {
    const edge = i < EDGE || i >= words.length - 3;
    if (edge) images.push(Uint8Array.from(image)); // before the word
    image.set(after.subarray(at, at + WORD / 2), at);
    if (edge || i % step === 0) images.push(Uint8Array.from(image)); // in the midst of it
    image.set(after.subarray(at, at + WORD), at);
  });
  return images;
}
