import { type ChildProcess, spawn } from "node:child_process";
import { crc32 } from "../../src/common/loader/crc32.js";
import { REQUEST } from "../../src/common/protocol/messages.js";
import { HANGING } from "../support/waiting.js";

/** A type that no request has; the device refuses it with an error. */
const NO_REQUEST = 0x7f;
const ERROR = 0xff;
/** Milliseconds between two attempts to reach a device: some lose what comes before they have started. */
const { identify: IDENTIFY, checkpoint: CHECKPOINT } = REQUEST;
const AGAIN = 500;

/** A frame that came from the device. */
export interface Answer {
  readonly type: number;
  bytes(): number[];
  words(): number[];
  word(index: number): number;
  /** the payload from a byte on, as text */
  text(from: number): string;
}

/**
 * More bytes than a restart can swallow: those that the firmware has taken in and those that its UART holds. They begin no
 * frame, so what is left of them is passed over.
 */
const PADDING = new Uint8Array(300);

/** A device in QEMU, asked by the smallest client that the tests can do with. */
export interface Device {
  /** Sends a request and gives the answer, which may be an error frame. */
  ask(type: number, ...payload: readonly ArrayBufferView[]): Promise<Answer>;
  /** Sends requests at once and gives their answers, which takes less time than one after the other. */
  askAll(requests: readonly (readonly [number, ...ArrayBufferView[]])[]): Promise<Answer[]>;
  /** Sends bytes as they are. */
  send(bytes: Uint8Array): void;
  /** Asks the device to identify itself, in such a way that a restart cannot swallow it; what else comes is dropped. */
  connect(): Promise<Answer>;
  /** Asks for a checkpoint; gives the answer, or the identity after a restart that came in its place. */
  saveOrRestart(): Promise<Answer>;
  /** The next frame from the device. */
  next(): Promise<Answer>;
  /** Ends QEMU; done when its process is gone. */
  end(): Promise<void>;
}

/** A frame's bytes. */
export function frameOf(type: number, ...payload: readonly ArrayBufferView[]): Uint8Array {
  const parts = payload.map((v) => new Uint8Array(v.buffer, v.byteOffset, v.byteLength));
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const frame = new Uint8Array(length + 8);
  const view = new DataView(frame.buffer);
  view.setUint32(0, 0xa5 | (type << 8) | (length << 16), true);
  let at = 4;
  for (const part of parts) {
    frame.set(part, at);
    at += part.length;
  }
  view.setUint32(at, crc32(frame, 1, at - 1), true);
  return frame;
}

/** Starts firmware in QEMU, its serial line on standard input and output. */
export function startQemu(machine: string, elf: string): Device {
  const line = ["-chardev", "stdio,id=line,signal=off", "-serial", "chardev:line"];
  const args = ["-M", machine, "-display", "none", "-monitor", "none", ...line];
  const child = spawn("qemu-system-arm", [...args, "-kernel", elf], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const frames = framesOf(child);
  const send = (bytes: Uint8Array) => void child.stdin!.write(bytes);
  const identify = () => {
    send(PADDING);
    send(frameOf(IDENTIFY));
  };
  const nextThat = async (is: (answer: Answer) => boolean): Promise<Answer> => {
    for (;;) {
      const answer = await frames();
      if (is(answer)) return answer;
    }
  };
  const connect = async (): Promise<Answer> => {
    identify();
    const again = setInterval(identify, AGAIN);
    const identity = await nextThat(({ type }) => type === 0x80 + IDENTIFY).finally(() =>
      clearInterval(again),
    );
    // Answers come in order: behind this refusal is none to an attempt that was one too many.
    send(frameOf(NO_REQUEST));
    await nextThat(({ type, bytes }) => type === ERROR && bytes()[0] === NO_REQUEST);
    return identity;
  };
  return {
    send,
    next: frames,
    ask(type, ...payload) {
      send(frameOf(type, ...payload));
      return frames();
    },
    async askAll(requests) {
      send(new Uint8Array(Buffer.concat(requests.map((request) => frameOf(...request)))));
      const answers: Answer[] = [];
      while (answers.length < requests.length) answers.push(await frames());
      return answers;
    },
    connect,
    async saveOrRestart() {
      // The identity comes in any case, so what comes before it tells, and nothing needs to be waited for in vain.
      send(frameOf(CHECKPOINT));
      identify();
      const first = await frames();
      if (first.type !== 0x80 + IDENTIFY) await frames();
      return first;
    },
    end: () => ended(child),
  };
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once("close", () => resolve());
    child.kill("SIGKILL");
  });
}

/** Cuts the device's bytes into frames; each call gives the next one, however long it takes. */
function framesOf(child: ChildProcess): () => Promise<Answer> {
  let held = Buffer.alloc(0);
  let ended = false;
  let wake = () => {};
  child.stdout!.on("data", (bytes: Buffer) => {
    held = Buffer.concat([held, bytes]);
    wake();
  });
  child.once("close", () => {
    ended = true;
    wake();
  });
  const more = () =>
    new Promise<void>((resolve, reject) => {
      const late = new Error(`the device did not answer within ${HANGING / 60_000} minutes`);
      const timer = setTimeout(() => reject(late), HANGING);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const need = async (count: number) => {
    while (held.length < count) {
      if (ended) throw new Error("QEMU ended before the device answered");
      await more();
    }
  };
  return async () => {
    await need(8);
    if (held[0] !== 0xa5) throw new Error(`got byte ${held[0]}, expected the start of a frame`);
    const length = held.readUInt16LE(2);
    await need(length + 8);
    const frame = new Uint8Array(held.subarray(0, length + 8));
    held = held.subarray(length + 8);
    const view = new DataView(frame.buffer);
    const sum = view.getUint32(length + 4, true);
    if (sum !== crc32(frame, 1, length + 3)) throw new Error("got a frame with a wrong CRC-32");
    const payload = frame.subarray(4, 4 + length);
    const word = (index: number) => view.getUint32(4 + 4 * index, true);
    return {
      type: frame[1]!,
      bytes: () => [...payload],
      word,
      words: () => Array.from({ length: length >> 2 }, (_, i) => word(i)),
      text: (from) => new TextDecoder().decode(payload.subarray(from)),
    };
  };
}
