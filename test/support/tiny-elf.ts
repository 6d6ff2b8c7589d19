import type { Segment } from "../../src/node/flash/elf.js";

/** An ARM ELF file of some segments and nothing else. */
export function elfOf(segments: readonly Segment[], entry = 0): Uint8Array {
  const head = 52 + 32 * segments.length;
  const size = segments.reduce((sum, { bytes }) => sum + bytes.length, head);
  const elf = new Uint8Array(size);
  const view = new DataView(elf.buffer);
  elf.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  view.setUint16(16, 2, true); // an executable
  view.setUint16(18, 40, true); // for ARM
  view.setUint32(20, 1, true);
  view.setUint32(24, entry, true);
  view.setUint32(28, 52, true); // the segments' table
  view.setUint32(36, 0x05000200, true); // EABI 5
  view.setUint16(40, 52, true);
  view.setUint16(42, 32, true);
  view.setUint16(44, segments.length, true);
  let at = head;
  for (const [i, { address, bytes }] of segments.entries()) {
    const fields = [1, at, address, address, bytes.length, bytes.length, 5, 4];
    for (const [f, field] of fields.entries()) view.setUint32(52 + 32 * i + 4 * f, field, true);
    elf.set(bytes, at);
    at += bytes.length;
  }
  return elf;
}

/** Machine code that loops for ever, behind a vector table at `address`; the stack begins at `stack`. */
export function loopForEver(address: number, stack: number): Segment {
  const words = new Uint32Array(17);
  words[0] = stack;
  words.fill((address + 64) | 1, 1, 16);
  words[16] = 0xe7fee7fe; // b .
  return { address, bytes: new Uint8Array(words.buffer) };
}
