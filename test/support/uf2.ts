import assert from "node:assert/strict";

/** Reads a UF2 file as its specification has it (github.com/microsoft/uf2), and nothing of ours. */
export function parseUf2(file: Uint8Array) {
  assert.equal(file.length % 512, 0, "a UF2 file consists of blocks of 512 bytes");
  const view = new DataView(file.buffer, file.byteOffset);
  return Array.from({ length: file.length / 512 }, (_, b) => {
    const word = (at: number) => view.getUint32(512 * b + at, true);
    assert.deepEqual([word(0), word(4), word(508)], [0x0a324655, 0x9e5d5157, 0x0ab16f30]);
    assert.equal(word(8), 0x2000, "a family stands where a file's size could");
    const size = word(16);
    assert.ok(size <= 476);
    const rest = file.subarray(512 * b + 32 + size, 512 * b + 508);
    assert.ok(rest.every((byte) => byte === 0));
    return {
      address: word(12),
      number: word(20),
      blocks: word(24),
      family: word(28),
      data: file.slice(512 * b + 32, 512 * b + 32 + size),
    };
  });
}
