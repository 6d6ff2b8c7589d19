import type { Segment } from "./segments.js";

/** Family of the RP2040 in UF2 files (github.com/microsoft/uf2, utils/uf2families.json). */
export const RP2040_FAMILY = 0xe48bff56;

const MAGIC_START_0 = 0x0a324655; // "UF2\n"
const MAGIC_START_1 = 0x9e5d5157;
const MAGIC_END = 0x0ab16f30;
const FAMILY_ID_PRESENT = 0x00002000;
const BLOCK = 512;
/** bytes of data in a block: one page of the RP2040's flash */
const PAYLOAD = 256;

/**
 * Writes a UF2 file: blocks of 512 bytes that each carry one page of 256 bytes for an address. Pages that no segment
 * touches are left out; within a page, what no segment covers is 0.
 */
export function uf2Of(segments: readonly Segment[], family: number): Uint8Array {
  const pages = pagesOf(segments);
  const file = new Uint8Array(BLOCK * pages.size);
  const view = new DataView(file.buffer);
  const addresses = [...pages.keys()].sort((a, b) => a - b);
  for (const [i, address] of addresses.entries()) {
    const header = [
      MAGIC_START_0,
      MAGIC_START_1,
      FAMILY_ID_PRESENT,
      address,
      PAYLOAD,
      i,
      addresses.length,
      family,
    ];
    header.forEach((word, w) => {
      view.setUint32(BLOCK * i + 4 * w, word, true);
    });
    file.set(pages.get(address)!, BLOCK * i + 32);
    view.setUint32(BLOCK * i + BLOCK - 4, MAGIC_END, true);
  }
  return file;
}

function pagesOf(segments: readonly Segment[]): Map<number, Uint8Array> {
  const pages = new Map<number, Uint8Array>();
  for (const { address, bytes } of segments) {
    for (let at = 0; at < bytes.length; ) {
      const inPage = (address + at) % PAYLOAD;
      const start = address + at - inPage;
      const page = pages.get(start) ?? new Uint8Array(PAYLOAD);
      pages.set(start, page);
      const part = bytes.subarray(at, at + PAYLOAD - inPage);
      page.set(part, inPage);
      at += part.length;
    }
  }
  return pages;
}
