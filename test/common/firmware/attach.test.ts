// Firmware for any network: what its file holds, and what a host refuses to put behind it.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { rp2040Pico } from "../../../boards/rp2040-pico.js";
import { crcOfAll } from "../../../src/common/crc-table.js";
import { attach, attachable } from "../../../src/common/firmware/attach.js";
import { ATTACHED } from "../../../src/common/firmware/attached.js";
import { type BaseFirmware, parseBase, printBase } from "../../../src/common/firmware/base.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { specOf } from "../../support/networks.js";
import { trainedSubject } from "../../support/trained-networks.js";

const BASE: BaseFirmware = {
  board: rp2040Pico,
  // a multiple of 3 bytes, of which no character in base64 says less than it could
  image: Uint8Array.from({ length: 768 }, (_, i) => 7 * i),
  room: 8000,
  checkpoints: { where: "flash", unit: 4096 },
  compiler: "a compiler",
};
const SHAPE = { widths: [5, 7, 2], batch: 4 };

test("a base firmware's file is read as it was, and not with one character altered", () => {
  const text = printBase(BASE);
  const { where, unit } = rp2040Pico.firmware.checkpoints;
  const { checkpoints, ...read } = parseBase(rp2040Pico, text);
  const { checkpoints: _, ...written } = BASE;
  assert.deepEqual(read, written);
  assert.deepEqual([checkpoints.where, checkpoints.unit], [where, unit]);
  // The compiler's name decides nothing.
  const decides = text.replace(/"compiler":"[^"]*",/, "");
  for (let i = 0; i < decides.length - 1; i++) {
    const other = decides[i] === "1" ? "2" : "1";
    const altered = `${decides.slice(0, i)}${other}${decides.slice(i + 1)}`;
    assert.throws(
      () => parseBase(rp2040Pico, altered),
      /^UserError: rp2040-pico: got a damaged firmware, expected the one that came with perceptino/,
      altered.slice(Math.max(0, i - 20), i + 20),
    );
  }
  assert.throws(() => parseBase(rp2040Pico, text.slice(0, -9)), /got a damaged firmware/);
});

test("a package that was built without the compiler says so", () => {
  assert.throws(
    () => parseBase(rp2040Pico, undefined),
    /^UserError: rp2040-pico: this perceptino was built without the firmware for this board/,
  );
});

describe("a network attached to a base firmware", () => {
  test("follows it in the flash, with a CRC-32 over all that it is", async () => {
    const { built, checkpoint } = await trainedSubject("windows");
    const way = attachable(BASE, built, { checkpoint });
    const { segment, code } = attach(BASE, way);
    assert.equal(segment.address, rp2040Pico.firmware.flash.origin);
    const { length } = BASE.image;
    assert.deepEqual(segment.bytes.subarray(0, length), BASE.image);
    const words = new Uint32Array(segment.bytes.slice(length).buffer);
    const bytes = new Uint8Array(words.buffer);
    const crc = crcOfAll(bytes.subarray(4 * ATTACHED.summed));
    assert.deepEqual([words[ATTACHED.bytes], words[ATTACHED.crc]], [bytes.length, crc]);
    const begins = 4 * ATTACHED.header;
    assert.deepEqual(bytes.subarray(begins, begins + code.bytes.length), code.bytes);
    assert.equal(words[ATTACHED.trained], begins + code.bytes.length);
    assert.equal(words[ATTACHED.trained]! + 4 * words[ATTACHED.trainedWords]!, bytes.length);
    assert.equal(words[ATTACHED.origin]! & 0xff, 0);
    assert.notEqual(words[ATTACHED.origin], 0);
  });

  test("is refused where RAM or flash is short of a byte, by how much, and taken where it is not", async () => {
    const built = await buildNetwork(specOf(SHAPE, "fast"));
    const { ram, flash } = attachable(BASE, built).fit;
    assert.deepEqual([ram.checkpoints, flash.checkpoints], [0, 2 * BASE.checkpoints.unit]);
    const room = BASE.room - ram.left;
    assert.equal(attachable({ ...BASE, room }, built).why, undefined);
    const short = attachable({ ...BASE, room: room - 8 }, built, { untried: true });
    const refusal =
      /^rp2040-pico with machine code: the network needs 262,152 of 262,144 bytes of RAM, 8 too many; choose "plan": "small" or a smaller network$/;
    assert.match(short.why!, refusal);
    assert.throws(() => attach({ ...BASE, room: room - 8 }, short), { message: short.why! });
    const image = new Uint8Array(BASE.image.length + flash.left);
    assert.equal(attachable({ ...BASE, image }, built).why, undefined);
    const larger = { ...BASE, image: new Uint8Array(image.length + 256) };
    assert.match(
      attachable(larger, built).why!,
      /^rp2040-pico with machine code: the network needs 2,097,408 of 2,097,152 bytes of flash, 256 too many; make layers or batch smaller$/,
    );
  });
});
