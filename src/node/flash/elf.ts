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

/** Bytes of an ELF file's header, and of each entry of its table of segments. */
const HEADER = 52;
const ENTRY = 32;

/**
 * A 32-bit little-endian ARM ELF file of some segments and nothing else.
 * @param entry address where it begins; a Cortex-M begins where its vectors say
 */
export function elfOf(segments: readonly Segment[], entry = 0): Uint8Array {
  const head = HEADER + ENTRY * segments.length;
  const size = segments.reduce((sum, { bytes }) => sum + bytes.length, head);
  const elf = new Uint8Array(size);
  const view = new DataView(elf.buffer);
  view.setUint32(0, MAGIC, true);
  elf.set([1, 1, 1], 4); // 32 bits, little-endian, version
  view.setUint16(16, 2, true); // an executable
  view.setUint16(18, ARM, true);
  view.setUint32(20, 1, true);
  view.setUint32(24, entry, true);
  view.setUint32(28, HEADER, true); // the segments' table
  view.setUint32(36, 0x05000200, true); // EABI 5
  view.setUint16(40, HEADER, true);
  view.setUint16(42, ENTRY, true);
  view.setUint16(44, segments.length, true);
  let at = head;
  for (const [i, { address, bytes }] of segments.entries()) {
    // Where it lies in the file, and twice where in memory; its flags: to be read and run; its alignment.
    const fields = [LOAD, at, address, address, bytes.length, bytes.length, 5, 4];
    for (const [f, field] of fields.entries()) {
      view.setUint32(HEADER + ENTRY * i + 4 * f, field, true);
    }
    elf.set(bytes, at);
    at += bytes.length;
  }
  return elf;
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
