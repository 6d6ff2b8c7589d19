import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { crcOfAll, crcTake } from "../../../src/common/crc-table.js";
import { crc32 } from "../../../src/common/loader/crc32.js";
import { crcPowers, crcTimes } from "../../../src/common/protocol/crc-window.js";
import {
  decodeIdentity,
  encodeFrame,
  encodeNumbers,
  type FrameEvent,
  frameReader,
  MOST_MAXIMUM,
  MOST_PAYLOAD,
  START,
} from "../../../src/common/protocol/messages.js";

const fields = { type: fc.nat(255), payload: fc.uint8Array({ maxLength: 64 }) };
const frame = fc.record(fields, { noNullPrototype: true });
/** Bytes among which a frame could begin at any place. */
const noise = fc.array(fc.oneof(fc.nat(255), fc.constant(START), fc.nat(3)), { maxLength: 40 });

const framesIn = (events: readonly FrameEvent[]) =>
  events.flatMap((event) =>
    event.kind === "frame" ? [{ type: event.type, payload: event.payload }] : [],
  );

/** Cuts bytes at some places. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...places.map((p) => p % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
}

test("a frame has start, type, length, payload and the CRC-32 of zip", () => {
  // python3 -c "import zlib; print(hex(zlib.crc32(bytes([5, 2, 0, 1, 255]))))"
  assert.deepEqual(
    [...encodeFrame(5, Uint8Array.of(1, 255))],
    [0xa5, 5, 2, 0, 1, 255, 0x2a, 0x6e, 0xd2, 0x90],
  );
  assert.throws(() => encodeFrame(1, new Uint8Array(MOST_PAYLOAD + 1)), /got 65536 bytes/);
});

test("frames come back as they were, however the bytes are cut into pieces", () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 6 }), fc.array(fc.nat()), (frames, places) => {
      const bytes = Buffer.concat(frames.map(({ type, payload }) => encodeFrame(type, payload)));
      const reader = frameReader(64);
      const events = cut(new Uint8Array(bytes), places).flatMap((piece) => reader.push(piece));
      assert.deepEqual(framesIn(events), frames);
      assert.equal(events.length, frames.length);
    }),
  );
});

test("noise before, between and behind frames costs none of them once the line is silent", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(noise, frame), { maxLength: 5 }),
      noise,
      fc.array(fc.nat()),
      (pairs, tail, places) => {
        const parts = pairs.flatMap(([before, { type, payload }]) => [
          Uint8Array.from(before),
          encodeFrame(type, payload),
        ]);
        const bytes = new Uint8Array(Buffer.concat([...parts, Uint8Array.from(tail)]));
        const reader = frameReader(64);
        const events = cut(bytes, places).flatMap((piece) => reader.push(piece));
        const found = framesIn([...events, ...reader.idle()]);
        assert.deepEqual(
          found,
          pairs.map(([, sent]) => sent),
        );
      },
    ),
    { numRuns: 2000 },
  );
});

test("one damaged byte costs the frame that it hit and no other", () => {
  fc.assert(
    fc.property(
      fc.array(frame, { minLength: 1, maxLength: 4 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (frames, place, flip) => {
        const encoded = frames.map(({ type, payload }) => encodeFrame(type, payload));
        const bytes = new Uint8Array(Buffer.concat(encoded));
        const at = place % bytes.length;
        bytes[at]! ^= flip;
        let end = 0;
        const hit = encoded.findIndex((one) => {
          end += one.length;
          return at < end;
        });
        const reader = frameReader(64);
        const found = framesIn([...reader.push(bytes), ...reader.idle()]);
        assert.deepEqual(
          found,
          frames.filter((_, i) => i !== hit),
        );
      },
    ),
    { numRuns: 2000 },
  );
});

test("the same bytes give the same events, in one piece or byte by byte", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(noise, frame)), (parts) => {
      const bytes = new Uint8Array(
        Buffer.concat(
          parts.map((p) =>
            Array.isArray(p) ? Uint8Array.from(p) : encodeFrame(p.type, p.payload),
          ),
        ),
      );
      const whole = frameReader(64).push(bytes);
      const reader = frameReader(64);
      const single = Array.from(bytes).flatMap((byte) => reader.push(Uint8Array.of(byte)));
      assert.deepEqual(single, whole);
    }),
  );
});

test("a length above the maximum is one damaged place, and a frame within it is found at once", () => {
  const inner = encodeFrame(3, Uint8Array.of(9));
  const bytes = new Uint8Array(Buffer.concat([Uint8Array.of(START, 1, 65, 0), inner]));
  assert.deepEqual(frameReader(64).push(bytes), [
    { kind: "damaged" },
    { kind: "frame", type: 3, payload: Uint8Array.of(9) },
  ]);
});

test("numbers keep their bits, those of a signalling NaN too", () => {
  fc.assert(
    fc.property(fc.uint32Array(), fc.uint32Array(), (whole, bits) => {
      const payload = encodeNumbers([...whole], new Float32Array(bits.slice().buffer));
      assert.deepEqual([...new Uint32Array(payload.buffer)], [...whole, ...bits]);
    }),
  );
});

test("the CRC-32 of a part of a stream comes from sums over all of it", () => {
  const powers = crcPowers();
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat(), fc.nat(), (bytes, one, other) => {
      const [from, to] = [one % (bytes.length + 1), other % (bytes.length + 1)].sort(
        (a, b) => a - b,
      ) as [number, number];
      const sum = (end: number) => bytes.subarray(0, end).reduce(crcTake, 0);
      const part = ~(sum(to) ^ crcTimes(sum(from) ^ -1, powers(to - from))) >>> 0;
      assert.equal(part, crc32(bytes, from, to - from));
      assert.equal(crcOfAll(bytes), crc32(bytes, 0, bytes.length));
    }),
  );
});

test("a reader's work grows as the stream does, whatever it is, and not faster", () => {
  const bytes = 140_000; // more than two of the longest frames
  const repeated = (...pattern: number[]) =>
    Uint8Array.from({ length: bytes }, (_, i) => pattern[i % pattern.length]!);
  const streams: readonly (readonly [what: string, stream: Uint8Array])[] = [
    ["starts", repeated(START)],
    ["starts of short frames", repeated(START, START, 0, 0)],
    ["starts of frames as long as a device's", repeated(START, 0, 4, 8)],
    ["starts of frames of 256 bytes", repeated(START, 0, 0, 1)],
    ["starts of the longest frames", repeated(START, 0, 0xff, 0xff)],
    ["no starts", repeated(0)],
    ["frames", repeated(...encodeFrame(5, new Uint8Array(20).fill(START)))],
    ["frames in frames", repeated(...encodeFrame(5, encodeFrame(5)), START, START)],
  ];
  for (const most of [256, MOST_MAXIMUM, MOST_PAYLOAD]) {
    for (const [what, stream] of streams) {
      for (const piece of [1, bytes]) {
        const reader = frameReader(most);
        for (let at = 0; at < bytes; at += piece) reader.push(stream.subarray(at, at + piece));
        reader.idle();
        const each = reader.work() / bytes;
        assert.ok(each < 40, `${what}, at most ${most}, by ${piece}: ${each} steps a byte`);
      }
    }
  }
});

test("a reader told of a lower maximum takes longer frames for damaged, those that it waits for too", () => {
  const reader = frameReader(2000);
  const long = encodeFrame(7, new Uint8Array(300));
  assert.equal(reader.push(long).length, 1);
  assert.deepEqual(reader.push(long.subarray(0, 100)), []);
  reader.limit(256);
  assert.deepEqual(reader.push(encodeFrame(1)), [
    { kind: "damaged" },
    { kind: "frame", type: 1, payload: new Uint8Array() },
  ]);
  assert.deepEqual(reader.push(encodeFrame(1, new Uint8Array(256))).length, 1);
});

test("nothing that a network file could not ask for is believed of a device", () => {
  const said = (changes: Readonly<Record<number, number>> = {}, names = "c board") => {
    const words = [2, 2, 0x1234, 0x5678, 3, 2, 2, 2, 16, 50, 60, 0, 256, 7, 4, 1];
    for (const [index, value] of Object.entries(changes)) words[Number(index)] = value;
    return decodeIdentity(
      new Uint8Array(Buffer.concat([encodeNumbers(words), new TextEncoder().encode(names)])),
    );
  };
  assert.deepEqual([said().engine, said().board, said().mostPayload], ["c", "board", 256]);
  assert.equal(said({ 12: MOST_MAXIMUM }).mostPayload, MOST_MAXIMUM);
  const impossible: readonly (readonly [index: number, values: readonly number[]])[] = [
    [4, [0, 1025, 0xffffffff]],
    [5, [0, 257]],
    [6, [0, 257]],
    [7, [257]],
    [8, [0, 1025]],
    [9, [0, 1, 16_385, 0xffffffff]],
    [10, [5, 16_385]],
    [11, [257]],
    [12, [0, 255, MOST_MAXIMUM + 1, 0xffffffff]],
    [14, [1025]],
    [15, [2]],
  ];
  for (const [index, values] of impossible) {
    for (const value of values) {
      assert.throws(
        () => said({ [index]: value }),
        {
          name: "UserError",
          message: new RegExp(
            `^device: got \\w+ ${value} in its answer to identify, expected \\d+ to`,
          ),
        },
        `word ${index}: ${value}`,
      );
    }
  }
  for (const names of ["", "c", "c board\u001b[2J", "c b b", `c ${"b".repeat(65)}`, "c \u009b2J"]) {
    assert.throws(() => said({}, names), /expected the names of its engine and its board/);
  }
});
