import { UserError } from "../errors.js";

/** Bytes that go to one place of a chip's memory. */
export interface Segment {
  readonly address: number;
  readonly bytes: Uint8Array;
}

/**
 * Segments as one block of memory, as a .bin file has it; gaps are 0xff, as erased flash.
 * @throws UserError when segments overlap or are too far apart for one block
 */
export function flatImage(segments: readonly Segment[], most = 16 * 1024 * 1024): Segment {
  const first = segments[0];
  if (!first) throw new UserError("firmware: got an ELF with nothing to program");
  const end = Math.max(...segments.map((s) => s.address + s.bytes.length));
  if (end - first.address > most) {
    throw new UserError(
      `firmware: got parts ${end - first.address} bytes apart, expected one block of at most ${most} bytes`,
    );
  }
  const bytes = new Uint8Array(end - first.address).fill(0xff);
  let before = first.address;
  for (const segment of segments) {
    if (segment.address < before) throw new UserError("firmware: got parts that overlap");
    bytes.set(segment.bytes, segment.address - first.address);
    before = segment.address + segment.bytes.length;
  }
  return { address: first.address, bytes };
}
