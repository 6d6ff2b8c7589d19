import { UserError } from "../errors.js";
import { LIMITS } from "../network/network-file.js";

export {
  encodeFrame,
  type Frame,
  type FrameEvent,
  type FrameReader,
  frameReader,
  MOST_PAYLOAD,
  START,
} from "./frames.js";

/** Version of the protocol (SPEC.md, "The device protocol"). */
const PROTOCOL = 2;
/** Added to a request's type in its answer. */
export const ANSWER = 0x80;
/** Type of an error's frame. */
export const ERROR = 0xff;
/** The longest payload that every device takes, and that an answer to identify may have. */
export const LEAST_MAXIMUM = 256;
/** The longest payload that any device takes: a reading with its target, each as long as a network may have them. */
export const MOST_MAXIMUM = 4 * (LIMITS.features + LIMITS.units);

/** Types of requests. */
export const REQUEST = {
  identify: 1,
  start: 2,
  observe: 3,
  train: 4,
  predict: 5,
  push: 6,
  restart: 7,
  "read state": 8,
  "write state": 9,
  trace: 10,
  checkpoint: 11,
  reset: 12,
  measures: 13,
  "cut power": 14,
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
  2: "it does not know this request; is its firmware of another version, or its network one without a window?",
  3: "the payload has a wrong length; is it a device with another network?",
  4: "a number is out of range: readings and state must be finite in float32, targets ones that the network learns, the learning rate above 0",
  5: "the request comes out of order: the batch is full or empty, or nothing was trained yet",
  6: "the checkpoint could not be written to its flash",
  7: "its engine did not start: the network needs more memory than the board has, or did not get there whole; see `fit`, or flash it again",
};

/** A device's error code in words. */
export const errorWords = (code: number): string =>
  WORDS[code] ?? `it gives the unknown error code ${code}`;

/** What a device says about itself. */
export interface Identity {
  readonly protocol: number;
  readonly abi: number;
  /** CRC-32 of what gives the parameters their meaning, and of what the state consists of */
  readonly fingerprint: number;
  readonly state: number;
  readonly inputs: number;
  readonly outputs: number;
  /** numbers of a target, and the labels that there are, 0 where it may be any number */
  readonly targets: number;
  readonly labels: number;
  readonly batch: number;
  readonly parameters: number;
  /** parameters and all else that a checkpoint keeps */
  readonly stateWords: number;
  /** numbers of a reading that a window takes; 0 without one */
  readonly channels: number;
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

const IDENTITY_BYTES = 64;

/** Numbers that a device says about itself, with the word of the answer and what is possible; all sizes are counts. */
const WORD_OF = {
  inputs: [4, 1, LIMITS.features],
  outputs: [5, 1, LIMITS.units],
  targets: [6, 1, LIMITS.units],
  labels: [7, 0, LIMITS.units],
  batch: [8, 1, LIMITS.batch],
  parameters: [9, 2, LIMITS.memoryBytes / 4],
  stateWords: [10, 6, LIMITS.memoryBytes / 4],
  channels: [11, 0, LIMITS.inputs],
  mostPayload: [12, LEAST_MAXIMUM, MOST_MAXIMUM],
  observed: [14, 0, LIMITS.batch],
  restored: [15, 0, 1],
} as const satisfies Partial<Record<keyof Identity, readonly [number, number, number]>>;

/** The device's engine and board: printable ASCII, so that nothing else reaches a terminal. */
const NAMES = /^([!-~]{1,32}) ([!-~]{1,64})$/;

/**
 * Reads the answer to identify. Nothing that a network file could not ask for is believed, as memory is taken by it. Throws a
 * UserError for another protocol, or for what cannot be.
 */
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
  const bounded = (name: keyof typeof WORD_OF): number => {
    const [index, least, most] = WORD_OF[name];
    const got = word(index);
    if (got < least || got > most) throw impossible(`${name} ${got}`, `${least} to ${most}`);
    return got;
  };
  const text = new TextDecoder().decode(payload.subarray(IDENTITY_BYTES));
  const [, engine, board] = NAMES.exec(text) ?? [];
  if (engine === undefined || board === undefined) {
    throw impossible(
      `a text of ${text.length} characters`,
      "the names of its engine and its board",
    );
  }
  return {
    protocol,
    abi: word(1),
    fingerprint: word(2),
    state: word(3),
    inputs: bounded("inputs"),
    outputs: bounded("outputs"),
    targets: bounded("targets"),
    labels: bounded("labels"),
    batch: bounded("batch"),
    parameters: bounded("parameters"),
    stateWords: bounded("stateWords"),
    channels: bounded("channels"),
    mostPayload: bounded("mostPayload"),
    steps: word(13),
    observed: bounded("observed"),
    restored: bounded("restored") === 1,
    engine,
    board,
  };
}

const impossible = (got: string, expected: string) =>
  new UserError(
    `device: got ${got} in its answer to identify, expected ${expected}; is it perceptino's firmware? flash it again`,
  );

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

/** Reads the answer to push: the features of the window that the reading completed, or nothing. */
export function decodePushed(payload: Uint8Array, inputs: number): Float32Array | undefined {
  const complete = payload.length > 4;
  const word = exactly("push", payload, complete ? 4 + 4 * inputs : 4);
  if (word(0) !== (complete ? 1 : 0)) throw wrongAnswer("push", payload.length, 4);
  return complete ? floats(payload.subarray(4)) : undefined;
}

/** Reads an answer of `count` words. */
export function decodeWords(request: RequestName, payload: Uint8Array, count: number): Uint32Array {
  return bitsOf(exactly(request, payload, 4 * count), count);
}

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
export function encodeNumbers(whole: ArrayLike<number>, ...blocks: readonly Float32Array[]) {
  const count = blocks.reduce((sum, block) => sum + block.length, whole.length);
  const payload = new Uint8Array(4 * count);
  const view = new DataView(payload.buffer);
  let at = 0;
  const put = (word: number) => view.setUint32(4 * at++, word, true);
  for (let i = 0; i < whole.length; i++) put(whole[i]!);
  for (const block of blocks) new Uint32Array(block.slice().buffer).forEach(put);
  return payload;
}

function words(payload: Uint8Array): (index: number) => number {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  return (index) => view.getUint32(4 * index, true);
}

const bitsOf = (word: (index: number) => number, count: number): Uint32Array<ArrayBuffer> =>
  Uint32Array.from({ length: count }, (_, i) => word(i));

/** The bits of a payload as float32, whatever the host's byte order. */
const floats = (payload: Uint8Array): Float32Array =>
  new Float32Array(bitsOf(words(payload), payload.length / 4).buffer);

function exactly(request: RequestName, payload: Uint8Array, bytes: number) {
  if (payload.length !== bytes) throw wrongAnswer(request, payload.length, bytes);
  return words(payload);
}

const wrongAnswer = (request: RequestName, got: number, expected: number) =>
  new UserError(
    `device: got an answer of ${got} bytes to ${request}, expected ${expected}; is its firmware of another version?`,
  );
