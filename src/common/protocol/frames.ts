import { crcTake } from "../crc-table.js";
import { crc32 } from "../loader/crc32.js";
import { crcPowers, crcTimes } from "./crc-window.js";

/** The first byte of every frame. */
export const START = 0xa5;
/** The longest payload that a frame can state. */
export const MOST_PAYLOAD = 0xffff;

/** Bytes before a payload: start, type, length. */
const HEADER = 4;
/** Bytes of a frame without its payload. */
const OVERHEAD = 8;

/** What a frame carries. */
export interface Frame {
  /** 0 to 255 */
  readonly type: number;
  readonly payload: Uint8Array;
}

/** What a reader of frames finds: a frame, or a place that begins like one and is none. */
export type FrameEvent = ({ readonly kind: "frame" } & Frame) | { readonly kind: "damaged" };

const DAMAGED: FrameEvent = { kind: "damaged" };

/** Finds frames in bytes that arrive piece by piece, in time that grows as their number does, whatever they are. */
export interface FrameReader {
  /** Takes what arrived; gives the frames that are complete now, and the damaged places, in order. */
  push(bytes: Uint8Array): FrameEvent[];
  /** Gives up an unfinished frame, because nothing arrives any more; gives what is complete behind its first byte. */
  idle(): FrameEvent[];
  /** From now on a payload has at most so many bytes, which are no more than the reader was made for. */
  limit(most: number): void;
  /**
   * Steps of work so far: bytes taken, passed over and moved, and turns of the loop that makes a frame's CRC-32. The powers
   * that this needs, one for each possible length, are made only once and not counted.
   */
  work(): number;
}

/** Writes a frame. The payload has at most {@link MOST_PAYLOAD} bytes. */
export function encodeFrame(type: number, payload: Uint8Array = new Uint8Array()): Uint8Array {
  if (payload.length > MOST_PAYLOAD) {
    throw new Error(`frame: got ${payload.length} bytes, expected at most ${MOST_PAYLOAD}`);
  }
  const frame = new Uint8Array(OVERHEAD + payload.length);
  const view = new DataView(frame.buffer);
  frame[0] = START;
  frame[1] = type;
  view.setUint16(2, payload.length, true);
  frame.set(payload, HEADER);
  view.setUint32(HEADER + payload.length, crc32(frame, 1, 3 + payload.length), true);
  return frame;
}

/**
 * A reader of frames that finds its way after noise: where a frame begins but its length is above the maximum or its CRC
 * wrong, it drops one byte and looks again among the bytes that it has. It holds no more than two of the longest frames. As
 * every byte may begin a frame, none is added up anew for each: a frame's CRC-32 comes from sums over all bytes before its
 * two ends.
 * @param most bytes that a payload may have
 */
export function frameReader(most: number = MOST_PAYLOAD): FrameReader {
  const room = 2 * (OVERHEAD + most);
  const held = new Uint8Array(room);
  const sums = new Int32Array(room + 1); // sums[i]: CRC register over the bytes before held[i]
  const powers = crcPowers();
  let at = 0; // what is before it is done with
  let end = 0; // what is behind it is not there yet
  let limit = most;
  let work = 0;

  /** Takes as many of the bytes as there is room for; gives how many. An unfinished frame fills half of the room at most. */
  const take = (bytes: Uint8Array): number => {
    if (end === room) {
      held.copyWithin(0, at, end);
      sums.copyWithin(0, at, end + 1);
      end -= at;
      at = 0;
      work += end;
    }
    const count = Math.min(bytes.length, room - end);
    for (let i = 0; i < count; i++) {
      held[end] = bytes[i]!;
      sums[end + 1] = crcTake(sums[end]!, bytes[i]!);
      end++;
    }
    work += count;
    return count;
  };
  const crcOf = (from: number, to: number): number => {
    work += 32;
    return ~(sums[to]! ^ crcTimes(sums[from]! ^ -1, powers(to - from)));
  };
  const isWhole = (length: number): boolean => {
    const behind = at + HEADER + length;
    const byte = (i: number) => held[behind + i]! << (8 * i);
    return crcOf(at + 1, behind) === (byte(0) | byte(1) | byte(2) | byte(3));
  };
  /** The next event, or nothing while a frame is unfinished or there is only noise. */
  const next = (): FrameEvent | undefined => {
    for (; at < end && held[at] !== START; at++) work++;
    if (end - at < HEADER) return undefined;
    const length = held[at + 2]! | (held[at + 3]! << 8);
    if (length <= limit && end - at < OVERHEAD + length) return undefined;
    if (length > limit || !isWhole(length)) {
      at++;
      return DAMAGED;
    }
    const payload = held.slice(at + HEADER, at + HEADER + length);
    const type = held[at + 1]!;
    at += OVERHEAD + length;
    return { kind: "frame", type, payload };
  };
  const all = (events: FrameEvent[]) => {
    for (let event = next(); event; event = next()) events.push(event);
  };
  return {
    push(bytes) {
      const events: FrameEvent[] = [];
      for (let taken = 0; taken < bytes.length; ) {
        taken += take(bytes.subarray(taken));
        all(events);
      }
      return events;
    },
    idle() {
      const events: FrameEvent[] = [];
      while (at < end) {
        at++;
        all(events);
      }
      return events;
    },
    limit(bytes) {
      limit = Math.min(most, bytes);
    },
    work: () => work,
  };
}
