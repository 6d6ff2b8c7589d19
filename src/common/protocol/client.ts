import { startDeadline } from "../deadline.js";
import { UserError } from "../errors.js";
import {
  ANSWER,
  decodeFloats,
  decodeIdentity,
  decodeMeasures,
  decodeNothing,
  decodePushed,
  decodeTrained,
  decodeWord,
  decodeWords,
  ERROR,
  ERROR_CODE,
  encodeFrame,
  encodeNumbers,
  errorWords,
  type Frame,
  type FrameEvent,
  frameReader,
  type Identity,
  LEAST_MAXIMUM,
  type Measures,
  MOST_MAXIMUM,
  REQUEST,
  type RequestName,
  type TrainedStep,
} from "./messages.js";
import type { Transport } from "./transport.js";

/** How to talk to a device. */
export interface ClientOptions {
  /** milliseconds to wait for an answer; 5,000 when left out */
  readonly timeout?: number;
  /** milliseconds of silence after which an unfinished answer is given up; 400 when left out */
  readonly silence?: number;
}

/**
 * A device by its protocol, one request at a time. Each function rejects with a UserError when the device refuses, does
 * not answer in time, answers with something else or is gone; after one that was not answered only `connect` goes on.
 */
export interface DeviceClient {
  /** Finds the device after noise or a restart: asks it to identify itself until it does, at most `timeout` in all. */
  connect(): Promise<Identity>;
  identify(): Promise<Identity>;
  /** Makes all of its state new: draws parameters from a seed of 32 bits, all else is as its network file states it. */
  start(seed: number): Promise<void>;
  /**
   * Adds a reading (inputs) with its target (targets) to the batch; gives how many it holds now, which an adaptive normaliser
   * that is warming up leaves as it is.
   */
  observe(reading: Float32Array, target: Float32Array): Promise<number>;
  /** One step on the batch, which is then empty. */
  train(): Promise<TrainedStep>;
  /** (outputs) probabilities or numbers for a reading (inputs). */
  predict(reading: Float32Array): Promise<Float32Array>;
  /** With a window: takes in a reading (channels); gives the features (inputs) when that completes a window. */
  push(reading: Float32Array): Promise<Float32Array | undefined>;
  /** With a window: empties it. */
  restart(): Promise<void>;
  /**
   * Words of its state: parameters, then steps, random state, observed and learning rate, then all else that a checkpoint
   * keeps (SPEC.md, "Memory").
   * @param first the first word; 0 when left out
   * @param count how many; all behind it when left out
   */
  readState(first?: number, count?: number): Promise<Uint32Array<ArrayBuffer>>;
  /** Puts in words of its state by their bits, which it checks one frame after the other. */
  writeState(first: number, words: Uint32Array): Promise<void>;
  /** What the last train came to. */
  trace(): Promise<TrainedStep>;
  /** Writes a checkpoint now; gives its sequence number. */
  checkpoint(): Promise<number>;
  /** Restarts the device as after power-up; with `forget`, without its checkpoints. Then `connect`. */
  reset(forget?: boolean): Promise<void>;
  measures(): Promise<Measures>;
  /** Makes the n-th flash write from now the last, and torn; only in simulated boards. */
  cutPower(n: number): Promise<void>;
  close(): Promise<void>;
}

/** Less than an attempt to find a device, and more than a busy machine holds back the half of an answer. */
const SILENCE = 400;
/** Milliseconds between two attempts to find a device. */
const ATTEMPT = 500;

/** The client of a device at the other end of a line. */
export function deviceClient(transport: Transport, options: ClientOptions = {}): DeviceClient {
  const timeout = options.timeout ?? 5000;
  const line = exchange(transport, options.silence ?? SILENCE);
  let identity: Identity | undefined;

  const ask = (name: RequestName, payload?: Uint8Array) => line.ask(name, payload, timeout);
  const known = async () => identity ?? (await client.identify());
  /** What an answer to identify says; from then on longer answers than the device has are none. */
  const learn = (payload: Uint8Array): Identity => {
    identity = decodeIdentity(payload);
    line.limit(identity.mostPayload);
    return identity;
  };

  const client: DeviceClient = {
    async connect() {
      const end = performance.now() + timeout;
      for (let attempt = 1; ; attempt++) {
        const left = end - performance.now();
        const wait = Math.max(1, Math.min(left, ATTEMPT * attempt));
        try {
          // Not a frame's beginning: what fills up one that noise has begun.
          const most = identity?.mostPayload ?? MOST_MAXIMUM;
          if (attempt > 1) transport.write(new Uint8Array(8 + most));
          line.forget();
          return learn(await line.ask("identify", undefined, wait, true));
        } catch (error) {
          if (!(error instanceof NoAnswer) || wait >= left) {
            throw error instanceof NoAnswer ? noAnswer("identify", timeout) : error;
          }
        }
      }
    },
    async identify() {
      return learn(await ask("identify"));
    },
    async start(seed) {
      decodeNothing("start", await ask("start", encodeNumbers([seed])));
    },
    async observe(reading, target) {
      return decodeWord("observe", await ask("observe", encodeNumbers([], reading, target)));
    },
    async train() {
      return decodeTrained(await ask("train"));
    },
    async predict(reading) {
      const { outputs } = await known();
      return decodeFloats("predict", await ask("predict", encodeNumbers([], reading)), outputs);
    },
    async push(reading) {
      const { inputs } = await known();
      return decodePushed(await ask("push", encodeNumbers([], reading)), inputs);
    },
    async restart() {
      decodeNothing("restart", await ask("restart"));
    },
    async readState(first = 0, count) {
      const { stateWords, mostPayload } = await known();
      const all = new Uint32Array(count ?? Math.max(0, stateWords - first));
      for (const [at, part] of chunks(all.length, Math.floor(mostPayload / 4))) {
        const answer = await ask("read state", encodeNumbers([first + at, part]));
        all.set(decodeWords("read state", answer, part), at);
      }
      return all;
    },
    async writeState(first, words) {
      const { mostPayload } = await known();
      for (const [at, part] of chunks(words.length, Math.floor(mostPayload / 4) - 1)) {
        const payload = encodeNumbers([first + at, ...words.subarray(at, at + part)]);
        decodeNothing("write state", await ask("write state", payload));
      }
    },
    async trace() {
      return decodeTrained(await ask("trace"));
    },
    async checkpoint() {
      return decodeWord("checkpoint", await ask("checkpoint"));
    },
    async reset(forget = false) {
      decodeNothing("reset", await ask("reset", encodeNumbers([forget ? 1 : 0])));
    },
    async measures() {
      return decodeMeasures(await ask("measures"));
    },
    async cutPower(n) {
      decodeNothing("cut power", await ask("cut power", encodeNumbers([n])));
    },
    close: () => transport.close(),
  };
  return client;
}

/** Parts of a block that each fit into a frame: first element and count. */
function chunks(length: number, most: number): [first: number, count: number][] {
  return Array.from({ length: Math.ceil(length / most) }, (_, i) => [
    i * most,
    Math.min(most, length - i * most),
  ]);
}

/** The device did not answer in time. */
class NoAnswer extends UserError {}

const noAnswer = (name: RequestName, timeout: number) =>
  new NoAnswer(
    `device: got no answer to ${name} within ${timeout} ms; is it connected, running and at the right speed?`,
  );

const refused = (name: RequestName, code: number) =>
  new UserError(`device: it refuses ${name}: ${errorWords(code)}`);

/** Sends one request at a time and waits for its answer. */
function exchange(transport: Transport, patience: number) {
  const reader = frameReader(MOST_MAXIMUM);
  reader.limit(LEAST_MAXIMUM);
  let waiting: { take(frame: Frame): void; fail(error: Error): void } | undefined;
  let lost: UserError | undefined;
  let gone: UserError | undefined;
  let endSilence = () => {};

  const deliver = (events: readonly FrameEvent[]) => {
    for (const event of events) if (event.kind === "frame") waiting?.take(event);
  };
  transport.onData((bytes) => {
    endSilence();
    deliver(reader.push(bytes));
    if (waiting) endSilence = startDeadline(patience, () => deliver(reader.idle()));
  });
  transport.onEnd((reason) => {
    gone = new UserError(`device: it ${reason}`);
    waiting?.fail(gone);
  });

  /** @param searching whether errors that are not about this request are passed over */
  const ask = (
    name: RequestName,
    payload: Uint8Array | undefined,
    timeout: number,
    searching = false,
  ): Promise<Uint8Array> => {
    if (waiting) throw new Error(`device: ${name} was asked before the last answer came`);
    if (gone ?? lost) return Promise.reject(gone ?? lost);
    return new Promise<Uint8Array>((resolve, reject) => {
      let damaged = false;
      const answered = startDeadline(timeout, () => {
        lost = damaged ? refused(name, ERROR_CODE.damaged) : noAnswer(name, timeout);
        fail(lost);
      });
      const done = () => {
        answered();
        endSilence();
        waiting = undefined;
      };
      const fail = (error: Error) => {
        done();
        reject(error);
      };
      const take = (frame: Frame) => {
        if (frame.type === REQUEST[name] + ANSWER) {
          done();
          resolve(frame.payload);
        } else if (frame.type === ERROR && frame.payload.length === 2) {
          const [type, code] = frame.payload as unknown as [number, number];
          // It may be about noise before the request, which is then answered all the same.
          if (code === ERROR_CODE.damaged) damaged = !searching;
          else if (!searching || type === REQUEST[name]) fail(refused(name, code));
        }
      };
      waiting = { take, fail };
      transport.write(encodeFrame(REQUEST[name], payload));
    });
  };
  /** Forgets that a request was not answered, and what has arrived of an answer. */
  const forget = () => {
    lost = undefined;
    reader.idle();
  };
  return { ask, forget, limit: reader.limit };
}
