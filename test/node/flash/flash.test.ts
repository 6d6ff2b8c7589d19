import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { flatImage } from "../../../src/common/firmware/segments.js";
import { RP2040_FAMILY, uf2Of } from "../../../src/common/firmware/uf2.js";
import { elfOf, elfSegments } from "../../../src/node/flash/elf.js";
import { crc32Boot } from "../../../src/node/flash/rp2040-boot.js";
import { loopForEver } from "../../support/tiny-elf.js";
import { parseUf2 } from "../../support/uf2.js";

/** Some segments at ascending addresses that do not overlap. */
const segments = fc
  .array(
    fc.record(
      { gap: fc.nat(700), bytes: fc.uint8Array({ minLength: 1, maxLength: 900 }) },
      { noNullPrototype: true },
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => {
    let address = 0x10000000;
    return parts.map(({ gap, bytes }) => {
      const segment = { address: address + gap, bytes };
      address += gap + bytes.length;
      return segment;
    });
  });

test("a UF2 file carries every byte to its address, in numbered pages of the RP2040", () => {
  fc.assert(
    fc.property(segments, (parts) => {
      const blocks = parseUf2(uf2Of(parts, RP2040_FAMILY));
      const memory = new Map<number, number>();
      for (const [i, block] of blocks.entries()) {
        assert.deepEqual(
          { ...block, data: block.data.length },
          {
            address: block.address,
            number: i,
            blocks: blocks.length,
            family: 0xe48bff56,
            data: 256,
          },
        );
        assert.equal(block.address % 256, 0);
        assert.ok(i === 0 || block.address > blocks[i - 1]!.address, "no page comes twice");
        for (const [at, byte] of block.data.entries()) memory.set(block.address + at, byte);
      }
      for (const { address, bytes } of parts) {
        for (const [at, byte] of bytes.entries()) assert.equal(memory.get(address + at), byte);
      }
      const covered = parts.reduce((sum, { bytes }) => sum + bytes.length, 0);
      const set = [...memory.values()].filter((byte) => byte !== 0).length;
      assert.ok(set <= covered, "what no segment covers is 0");
    }),
  );
});

test("an ELF file's segments come back, and flat with gaps as erased flash", () => {
  fc.assert(
    fc.property(segments, (parts) => {
      const read = elfSegments(elfOf([...parts].reverse()));
      assert.deepEqual(read, parts);
      const flat = flatImage(read);
      assert.equal(flat.address, parts[0]!.address);
      const expected = new Uint8Array(flat.bytes.length).fill(0xff);
      for (const { address, bytes } of parts) expected.set(bytes, address - flat.address);
      assert.deepEqual(flat.bytes, expected);
    }),
  );
});

test("what is no ARM ELF is refused", () => {
  const elf = elfOf([loopForEver(0, 0x20001000)]);
  const changed = (at: number, byte: number) =>
    Uint8Array.from(elf, (b, i) => (i === at ? byte : b));
  assert.throws(() => elfSegments(new Uint8Array(9)), /got a file that is no ELF/);
  assert.throws(() => elfSegments(changed(0, 0)), /got a file that is no ELF/);
  assert.throws(() => elfSegments(changed(18, 62)), /got an ELF of another machine/);
  assert.throws(() => elfSegments(elf.subarray(0, 80)), /got an ELF that is cut off/);
  assert.throws(() => elfSegments(elf.subarray(0, elf.length - 1)), /got an ELF that is cut off/);
  assert.throws(() => flatImage([]), /nothing to program/);
  const far = [loopForEver(0, 0), loopForEver(0x20000000, 0)];
  assert.throws(() => flatImage(far), /parts 536870980 bytes apart/);
  assert.throws(() => flatImage([loopForEver(0, 0), loopForEver(4, 0)]), /parts that overlap/);
});

test("the boot ROM's CRC-32 has the check value of CRC-32/MPEG-2", () => {
  assert.equal(crc32Boot(new TextEncoder().encode("123456789")), 0x0376e6e7);
});
