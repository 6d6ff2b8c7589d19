import { UserError } from "../errors.js";
import { crc32 } from "../loader/crc32.js";

/** The first byte of every frame. */
export const START = 0xa5;
/** Version of the protocol (SPEC.md, "The device protocol"). */
export const PROTOCOL = 1;
/** Added to a request's type in its answer. */
export const ANSWER = 0x80;
/** Type of an error's frame. */
export const ERROR = 0xff;
/** The longest payload that a frame can state. */
export const MOST_PAYLOAD = 0xffff;

/** Types of requests. */
export const REQUEST = {
  identify: 1,
  settings: 2,
  start: 3,
  observe: 4,
  train: 5,
  predict: 6,
  "read parameters": 7,
  "write parameters": 8,
  trace: 9,
  checkpoint: 10,
  reset: 11,
  measures: 12,
  "cut power": 13,
} as const;
export type RequestName = keyof typeof REQUEST;

/** What a device refuses a request with. */
export const ERROR_CODE = {
  damaged: 1,
  unknownType: 2,
  wrongLength: 3,
  outOfRange: 4,
  outOfOrder: 5,
  flash: 6,
  engine: 7,
} as const;

const WORDS: Readonly<Record<number, string>> = {
  1: "the frame arrived damaged; is the line noisy, or its speed another one?",
  2: "it does not know this request; is its firmware of another version?",
  3: "the payload has a wrong length; is it a device with another network?",
  4: "a number is out of range: readings must be finite in float32, labels 0 or 1, the learning rate finite and above 0",
  5: "the request comes out of order: the batch is full or empty, or nothing was trained yet",
  6: "the checkpoint could not be written to its flash",
  7: "its engine did not start: the network needs more memory than the board has; see `fit`",
};

/** A device's error code in words. */
export const errorWords = (code: number): string =>
  WORDS[code] ?? `it gives the unknown error code ${code}`;

/** The name of a request's type. */
export const requestName = (type: number): string =>
  Object.entries(REQUEST).find(([, value]) => value === type)?.[0] ?? `request ${type}`;

/** What a frame carries. */
export interface Frame {
  /** 0 to 255 */
  readonly type: number;
  readonly payload: Uint8Array;
}

/** What a reader of frames finds: a frame, or a place that begins like one and is none. */
export type FrameEvent = ({ readonly kind: "frame" } & Frame) | { readonly kind: "damaged" };

/** Finds frames in bytes that arrive piece by piece. */
export interface FrameReader {
  /** Takes what arrived; gives the frames that are complete now, and the damaged places, in order. */
  push(bytes: Uint8Array): FrameEvent[];
  /** Gives up an unfinished frame, because nothing arrives any more; gives what is complete behind its first byte. */
  idle(): FrameEvent[];
}

/** Writes a frame. The payload has at most {@link MOST_PAYLOAD} bytes. */
export function encodeFrame(type: number, payload: Uint8Array = new Uint8Array()): Uint8Array {
  if (payload.length > MOST_PAYLOAD) {
    throw new Error(`frame: got ${payload.length} bytes, expected at most ${MOST_PAYLOAD}`);
  }
  const frame = new Uint8Array(8 + payload.length);
  const view = new DataView(frame.buffer);
  frame[0] = START;
  frame[1] = type;
  view.setUint16(2, payload.length, true);
  frame.set(payload, 4);
  view.setUint32(4 + payload.length, crc32(frame, 1, 3 + payload.length), true);
  return frame;
}

/**
 * A reader of frames that finds its way after noise: where a frame begins but its length is above the maximum or its CRC
 * wrong, it drops one byte and looks again among the bytes that it has.
 * @param most bytes that a payload may have
 */
export function frameReader(most: number = MOST_PAYLOAD): FrameReader {
  let held = new Uint8Array();
  let at = 0; // what is before it is done with
  const view = () => new DataView(held.buffer, at);
  /** The next event, or nothing while a frame is unfinished or there is only noise. */
  const next = (): FrameEvent | undefined => {
    const start = held.indexOf(START, at);
    at = start < 0 ? held.length : start;
    const left = held.length - at;
    if (left < 4) return undefined;
    const length = view().getUint16(2, true);
    if (length <= most && left < 8 + length) return undefined;
    const sum = length <= most ? crc32(held, at + 1, 3 + length) : undefined;
    if (sum === undefined || view().getUint32(4 + length, true) !== sum) {
      at += 1;
      return { kind: "damaged" };
    }
    const payload = held.slice(at + 4, at + 4 + length);
    const frame = { kind: "frame", type: held[at + 1]!, payload } as const;
    at += 8 + length;
    return frame;
  };
  const all = () => {
    const events: FrameEvent[] = [];
    for (let event = next(); event; event = next()) events.push(event);
    return events;
  };
  return {
    push(bytes) {
      const joined = new Uint8Array(held.length - at + bytes.length);
      joined.set(held.subarray(at));
      joined.set(bytes, held.length - at);
      held = joined;
      at = 0;
      return all();
    },
    idle() {
      const events: FrameEvent[] = [];
      while (at < held.length) {
        at += 1;
        events.push(...all());
      }
      return events;
    },
  };
}

/** What a device says about itself. */
export interface Identity {
  readonly protocol: number;
  readonly abi: number;
  readonly fingerprint: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly batch: number;
  readonly parameters: number;
  /** bytes that its frames may carry */
  readonly mostPayload: number;
  /** steps trained since the parameters were drawn */
  readonly steps: number;
  /** observations in its batch */
  readonly observed: number;
  /** whether it started from a checkpoint */
  readonly restored: boolean;
  readonly engine: string;
  readonly board: string;
}

/** What a step on the device came to. */
export interface TrainedStep {
  readonly steps: number;
  /** before the step */
  readonly loss: number;
  readonly lossBits: number;
  /** CRC-32 of the parameters after it */
  readonly hash: number;
}

/** What a device measures about itself; 0 where it does not know. */
export interface Measures {
  /** bytes of stack in use at most so far */
  readonly stack: number;
  /** bytes of heap in use */
  readonly heap: number;
  readonly flashWrites: number;
  /** clock ticks of the last train */
  readonly ticks: number;
}

const IDENTITY_BYTES = 44;

/** Reads the answer to identify. Throws a UserError for another protocol. */
export function decodeIdentity(payload: Uint8Array): Identity {
  if (payload.length < IDENTITY_BYTES)
    throw wrongAnswer("identify", payload.length, IDENTITY_BYTES);
  const word = words(payload);
  const protocol = word(0);
  if (protocol !== PROTOCOL) {
    throw new UserError(
      `device: got protocol ${protocol}, expected ${PROTOCOL}; flash it with this perceptino`,
    );
  }
  const [engine = "", board = ""] = new TextDecoder()
    .decode(payload.subarray(IDENTITY_BYTES))
    .split(" ");
  return {
    protocol,
    abi: word(1),
    fingerprint: word(2),
    inputs: word(3),
    outputs: word(4),
    batch: word(5),
    parameters: word(6),
    mostPayload: word(7),
    steps: word(8),
    observed: word(9),
    restored: word(10) === 1,
    engine,
    board,
  };
}

/** Reads the answer to train or trace. */
export function decodeTrained(payload: Uint8Array): TrainedStep {
  const word = exactly("train", payload, 12);
  return { steps: word(0), loss: floats(payload)[1]!, lossBits: word(1), hash: word(2) };
}

/** Reads the answer to measures. */
export function decodeMeasures(payload: Uint8Array): Measures {
  const word = exactly("measures", payload, 16);
  return { stack: word(0), heap: word(1), flashWrites: word(2), ticks: word(3) };
}

/** Reads an answer of one number. */
export const decodeWord = (request: RequestName, payload: Uint8Array): number =>
  exactly(request, payload, 4)(0);

/** Reads an answer of `count` float32 numbers. */
export function decodeFloats(
  request: RequestName,
  payload: Uint8Array,
  count: number,
): Float32Array {
  exactly(request, payload, 4 * count);
  return floats(payload);
}

/** Reads an answer of nothing. */
export const decodeNothing = (request: RequestName, payload: Uint8Array): void => {
  exactly(request, payload, 0);
};

/** A payload of whole numbers of 32 bits, followed by float32 numbers whose bits are kept. */
export function encodeNumbers(whole: readonly number[], ...blocks: readonly Float32Array[]) {
  const count = blocks.reduce((sum, block) => sum + block.length, whole.length);
  const payload = new Uint8Array(4 * count);
  const view = new DataView(payload.buffer);
  let at = 0;
  const put = (word: number) => view.setUint32(4 * at++, word, true);
  whole.forEach(put);
  for (const block of blocks) new Uint32Array(block.slice().buffer).forEach(put);
  return payload;
}

function words(payload: Uint8Array): (index: number) => number {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  return (index) => view.getUint32(4 * index, true);
}

/** The bits of a payload as float32, whatever the host's byte order. */
function floats(payload: Uint8Array): Float32Array {
  const word = words(payload);
  const bits = Uint32Array.from({ length: payload.length / 4 }, (_, i) => word(i));
  return new Float32Array(bits.buffer);
}

function exactly(request: RequestName, payload: Uint8Array, bytes: number) {
  if (payload.length !== bytes) throw wrongAnswer(request, payload.length, bytes);
  return words(payload);
}

const wrongAnswer = (request: RequestName, got: number, expected: number) =>
  new UserError(
    `device: got an answer of ${got} bytes to ${request}, expected ${expected}; is its firmware of another version?`,
  );
