import { UserError } from "../../common/errors.js";

/** Bytes that go to one place of a chip's memory. */
export interface Segment {
  readonly address: number;
  readonly bytes: Uint8Array;
}

const MAGIC = 0x464c457f; // "\x7fELF"
const ARM = 40;
const LOAD = 1;

/**
 * The parts of a 32-bit little-endian ARM ELF file that are programmed, by their physical address, ascending.
 * @throws UserError when it is no such file
 */
export function elfSegments(elf: Uint8Array): Segment[] {
  const view = new DataView(elf.buffer, elf.byteOffset, elf.length);
  const refuse = (problem: string) =>
    new UserError(`firmware: got ${problem}, expected an ARM ELF`);
  if (elf.length < 52 || view.getUint32(0, true) !== MAGIC) throw refuse("a file that is no ELF");
  if (elf[4] !== 1 || elf[5] !== 1 || view.getUint16(18, true) !== ARM) {
    throw refuse("an ELF of another machine");
  }
  const table = view.getUint32(28, true);
  const entry = view.getUint16(42, true);
  const count = view.getUint16(44, true);
  if (table + entry * count > elf.length) throw refuse("an ELF that is cut off");
  const segments: Segment[] = [];
  for (let i = 0; i < count; i++) {
    const at = table + i * entry;
    const [type, offset, , address, size] = [0, 4, 8, 12, 16].map((o) =>
      view.getUint32(at + o, true),
    );
    if (type !== LOAD || size === 0) continue;
    if (offset! + size! > elf.length) throw refuse("an ELF that is cut off");
    segments.push({ address: address!, bytes: elf.slice(offset!, offset! + size!) });
  }
  return segments.sort((a, b) => a.address - b.address);
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
