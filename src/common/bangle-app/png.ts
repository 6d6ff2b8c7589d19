import { concatBytes } from "../bytes.js";
import { crcOfAll } from "../crc-table.js";

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** Red, green and blue of the colours 0 and 1. */
const PALETTE = Uint8Array.of(0xff, 0xff, 0xff, 0x1a, 0x4f, 0x8b);
/** The most bytes of a stored block of deflate. */
const MOST_STORED = 65_535;

const word = (value: number) => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
};

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = concatBytes(new TextEncoder().encode(type), data);
  return concatBytes(word(data.length), body, word(crcOfAll(body)));
}

/** The checksum of zlib (RFC 1950). */
function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return b * 65_536 + a;
}

/** Bytes as zlib has them, in one stored block: small pictures need no compressor. */
function stored(bytes: Uint8Array): Uint8Array {
  const { length } = bytes;
  if (length > MOST_STORED) {
    throw new Error(`png: got ${length} bytes, expected at most ${MOST_STORED}`);
  }
  const head = [0x78, 0x01, 1, length & 255, length >> 8, ~length & 255, (~length >> 8) & 255];
  return concatBytes(Uint8Array.from(head), bytes, word(adler32(bytes)));
}

/**
 * A picture of two colours as PNG (ISO/IEC 15948).
 * @param bits one a pixel, the leftmost in a byte's highest bit; rows begin with a byte, 1 is ink
 */
export function pngOfBits(
  bits: Uint8Array,
  width: number,
  height: number,
): Uint8Array<ArrayBuffer> {
  const row = Math.ceil(width / 8);
  const unfiltered = Uint8Array.of(0);
  const rows = Array.from({ length: height }, (_, y) => [
    unfiltered,
    bits.subarray(y * row, (y + 1) * row),
  ]).flat();
  const depth = 1;
  const palette = 3;
  const kind = Uint8Array.of(depth, palette, 0, 0, 0);
  return concatBytes(
    SIGNATURE,
    chunk("IHDR", concatBytes(word(width), word(height), kind)),
    chunk("PLTE", PALETTE),
    chunk("IDAT", stored(concatBytes(...rows))),
    chunk("IEND", new Uint8Array()),
  );
}
