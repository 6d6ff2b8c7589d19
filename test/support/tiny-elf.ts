import type { Segment } from "../../src/common/firmware/segments.js";

/** Machine code that loops for ever, behind a vector table at `address`; the stack begins at `stack`. */
export function loopForEver(address: number, stack: number): Segment {
  const words = new Uint32Array(17);
  words[0] = stack;
  words.fill((address + 64) | 1, 1, 16);
  words[16] = 0xe7fee7fe; // b .
  return { address, bytes: new Uint8Array(words.buffer) };
}
