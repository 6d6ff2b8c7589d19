import { type ChildProcess, spawn } from "node:child_process";
import { crc32 } from "../../src/loader/crc32.js";

/** A frame that came from the device. */
export interface Answer {
  readonly type: number;
  bytes(): number[];
  words(): number[];
  word(index: number): number;
  /** the payload from a byte on, as text */
  text(from: number): string;
}

const WAIT = 20_000; // ms for an answer, on a busy machine
const PATIENCE = 500; // ms for an answer that may not come
const SOON = 30; // ms for an answer that is on its way
/** More bytes than a UART holds when the chip restarts and forgets them. */
const PADDING = new Uint8Array(32);

/** A device in QEMU, asked by the smallest client that the tests can do with. */
export interface Device {
  /** Sends a request and gives the answer, which may be an error frame. */
  ask(type: number, ...payload: readonly ArrayBufferView[]): Promise<Answer>;
  /** Sends bytes as they are. */
  send(bytes: Uint8Array): void;
  /** Asks the device to identify itself until it does, as after a restart; what else comes is dropped. */
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
  const identity = async (patience: number): Promise<Answer> => {
    send(PADDING);
    send(frameOf(1));
    for (;;) {
      const answer = await frames(patience);
      if (answer.type === 0x81) return answer;
    }
  };
  const within = (patience: number) => frames(patience).catch(() => undefined);
  const connect = async (): Promise<Answer> => {
    for (const end = Date.now() + WAIT; ; ) {
      try {
        const answer = await identity(PATIENCE);
        while (await within(SOON)); // answers to attempts that were given up
        return answer;
      } catch (error) {
        if (Date.now() > end) throw error;
      }
    }
  };
  return {
    send,
    next: () => frames(WAIT),
    ask(type, ...payload) {
      send(frameOf(type, ...payload));
      return frames(WAIT);
    },
    connect,
    async saveOrRestart() {
      send(frameOf(10));
      // Only then the next request: the device would take it in and forget it when it restarts.
      return (await within(SOON)) ?? connect();
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

/** Cuts the device's bytes into frames; each call gives the next one. */
function framesOf(child: ChildProcess): (patience: number) => Promise<Answer> {
  let held = Buffer.alloc(0);
  let wake = () => {};
  child.stdout!.on("data", (bytes: Buffer) => {
    held = Buffer.concat([held, bytes]);
    wake();
  });
  const more = (patience: number) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("the device does not answer")), patience);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const need = async (count: number, patience: number) => {
    while (held.length < count) await more(patience);
  };
  return async (patience) => {
    await need(8, patience);
    if (held[0] !== 0xa5) throw new Error(`got byte ${held[0]}, expected the start of a frame`);
    const length = held.readUInt16LE(2);
    await need(length + 8, patience);
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
