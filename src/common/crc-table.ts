// CRC-32 with a table, for hosts: a byte a step. The polynomial is reflected: bit 31 of a word is x⁰.

const POLYNOMIAL = 0xedb88320;

/** A polynomial times x. */
export const timesX = (word: number): number => (word >>> 1) ^ (word & 1 ? POLYNOMIAL : 0);

/** A polynomial times x⁸. */
export function timesX8(word: number): number {
  let product = word;
  for (let bit = 0; bit < 8; bit++) product = timesX(product);
  return product;
}

/** x⁸ times each byte: that of two bytes' sum is the sum of theirs, so a power of two makes as many more as there are. */
const TABLE = new Int32Array(256);
for (let power = 128, product = 1; power > 0; power >>= 1) {
  product = timesX(product);
  for (let i = 0; i < 256; i += 2 * power) TABLE[power + i] = product ^ TABLE[i]!;
}

/** A register that has taken one more byte. */
export const crcTake = (register: number, byte: number): number =>
  (register >>> 8) ^ TABLE[(register ^ byte) & 0xff]!;

/** The same as crc32() of loader/, for many bytes. */
export function crcOfAll(bytes: Uint8Array): number {
  let register = -1;
  // crcTake() in its place: this loop is long where nothing is compiled yet.
  for (let i = 0; i < bytes.length; i++) {
    register = (register >>> 8) ^ TABLE[(register ^ bytes[i]!) & 0xff]!;
  }
  return ~register >>> 0;
}
