/**
 * The CRC-32 by which the RP2040's boot ROM checks the first 252 bytes of the flash (RP2040 datasheet, 2.8.1.3.1):
 * polynomial 0x04C11DB7, not reflected, begun with all ones, not inverted.
 */
export function crc32Boot(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc & 0x80000000 ? 0x04c11db7 : 0);
  }
  return crc >>> 0;
}
