import { UserError } from "../../common/errors.js";
import type { Segment } from "../../common/firmware/segments.js";

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
