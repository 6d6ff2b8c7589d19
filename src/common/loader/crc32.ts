/**
 * CRC-32 (IEEE 802.3, reflected polynomial 0xEDB88320, as in zip and PNG) of `length` bytes from `start`. Bit by bit:
 * short, and without a table in the RAM of a device.
 */
export function crc32(bytes: Uint8Array, start: number, length: number): number {
  let crc = -1;
  for (let i = start; i < start + length; i++) {
    crc ^= bytes[i]!;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
