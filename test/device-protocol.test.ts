import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  encodeFrame,
  encodeNumbers,
  type FrameEvent,
  frameReader,
  MOST_PAYLOAD,
  START,
} from "../src/device/protocol.js";

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
