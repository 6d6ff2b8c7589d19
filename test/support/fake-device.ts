import { setImmediate } from "node:timers";
import { loadNetwork, type Network } from "../../src/common/loader/index.js";
import { encodeFrame, frameReader } from "../../src/common/protocol/messages.js";
import type { Transport } from "../../src/common/protocol/transport.js";

/** What is wrong with a device, to see what a host makes of it. */
export interface Faults {
  /** bytes that the line adds before each answer */
  readonly noise?: () => Uint8Array;
  /** requests that it never answers, by type */
  readonly silent?: (type: number) => boolean;
  /** changes an answer's payload */
  readonly answer?: (type: number, payload: Uint8Array) => Uint8Array;
  /** bytes of an answer that arrive at a time; all when left out */
  readonly piece?: number;
}

/** A device that lives in this process: its line, and the network behind it. */
export interface FakeDevice extends Transport {
  readonly network: Network;
  /** types of the requests that it took, in order */
  readonly requests: readonly number[];
}

const MOST = 256;
const floatsOf = (bytes: Uint8Array) => new Float32Array(bytes.slice().buffer);
const wordsOf = (bytes: Uint8Array) => new Uint32Array(bytes.slice().buffer);
const bytesOf = (...blocks: readonly (Uint32Array | Float32Array)[]) =>
  new Uint8Array(Buffer.concat(blocks.map((b) => Buffer.from(b.slice().buffer))));

/** Starts a device that runs a module in Node and speaks the protocol as SPEC.md has it. */
export async function fakeDevice(wasm: Uint8Array, faults: Faults = {}): Promise<FakeDevice> {
  const network = await loadNetwork(new Uint8Array(wasm));
  const { abi, fingerprint, state, inputs, outputs, targets, labels, batch, parameters, channels } =
    network.engine.layout;
  const words = new Uint32Array(network.engine.memory, 0, network.engine.layout.stateEnd / 4);
  const observed = words.subarray(parameters + 2);
  const requests: number[] = [];
  const reader = frameReader(MOST);
  const kept: Uint8Array[] = [];
  let restored = 0;
  let last: Uint8Array | undefined;
  let hear: (bytes: Uint8Array) => void = () => {};
  let ended = false;

  /** Restarts with the newest checkpoint. */
  const restart = () => {
    network.init();
    last = undefined;
    const newest = kept.at(-1);
    if (newest) network.restore(newest);
    restored = newest ? 1 : 0;
  };

  /** An answer's payload, or an error's code. */
  const answers: Record<number, (payload: Uint8Array) => Uint8Array | number> = {
    1: (p) => {
      if (p.length > 0) return 3;
      const sizes = [2, abi, fingerprint, state, inputs, outputs, targets, labels, batch];
      const more = [parameters, words.length, channels ?? 0, MOST];
      const stand = [network.steps, observed[0]!, restored];
      const identity = bytesOf(Uint32Array.from([...sizes, ...more, ...stand]));
      return new Uint8Array(Buffer.concat([identity, new TextEncoder().encode("fake bench")]));
    },
    2: (p) => {
      if (p.length !== 4) return 3;
      network.init(wordsOf(p)[0]!);
      last = undefined;
      return new Uint8Array();
    },
    3: (p) => {
      if (p.length !== 4 * (inputs + targets)) return 3;
      if (observed[0] === batch) return 5;
      const numbers = floatsOf(p);
      try {
        network.observe(numbers.subarray(0, inputs), numbers.subarray(inputs));
      } catch {
        return 4;
      }
      return bytesOf(Uint32Array.of(observed[0]!));
    },
    4: (p) => {
      if (p.length > 0) return 3;
      if (observed[0] === 0) return 5;
      const loss = Float32Array.of(network.train());
      last = bytesOf(Uint32Array.of(network.steps), loss, Uint32Array.of(network.hash()));
      return last;
    },
    5: (p) => {
      if (p.length !== 4 * inputs) return 3;
      try {
        return bytesOf(network.predict(floatsOf(p)));
      } catch {
        return 4;
      }
    },
    6: (p) => {
      if (channels === undefined) return 2;
      if (p.length !== 4 * channels) return 3;
      try {
        const features = network.push(floatsOf(p));
        return bytesOf(Uint32Array.of(features ? 1 : 0), features ?? new Float32Array());
      } catch {
        return 4;
      }
    },
    7: (p) => {
      if (channels === undefined) return 2;
      if (p.length > 0) return 3;
      network.restart();
      return new Uint8Array();
    },
    8: (p) => {
      if (p.length !== 8) return 3;
      const [first, count] = wordsOf(p) as unknown as [number, number];
      if (first + count > words.length || 4 * count > MOST) return 4;
      return bytesOf(words.subarray(first, first + count));
    },
    9: (p) => {
      if (p.length < 4 || p.length % 4 !== 0) return 3;
      const [first, ...bits] = wordsOf(p) as unknown as [number, ...number[]];
      if (first + bits.length > words.length) return 4;
      const before = words.slice();
      words.set(bits, first);
      try {
        network.restore(network.save());
      } catch {
        words.set(before);
        return 4;
      }
      return new Uint8Array();
    },
    10: (p) => (p.length > 0 ? 3 : (last ?? 5)),
    11: (p) => {
      if (p.length > 0) return 3;
      return bytesOf(Uint32Array.of(kept.push(network.save())));
    },
    12: (p) => {
      if (p.length !== 4) return 3;
      const how = wordsOf(p)[0]!;
      if (how > 1) return 4;
      if (how === 1) kept.length = 0;
      restart();
      return new Uint8Array();
    },
    13: (p) => (p.length > 0 ? 3 : bytesOf(Uint32Array.of(480, 2048, kept.length, 12_345))),
  };

  const send = (frame: Uint8Array) => {
    const bytes = Buffer.concat([faults.noise?.() ?? new Uint8Array(), frame]);
    const piece = faults.piece ?? bytes.length;
    for (let at = 0; at < bytes.length; at += piece) {
      const part = new Uint8Array(bytes.subarray(at, at + piece));
      setImmediate(() => ended || hear(part));
    }
  };
  const take = (type: number, payload: Uint8Array) => {
    requests.push(type);
    if (faults.silent?.(type)) return;
    const answer = answers[type]?.(payload) ?? 2;
    if (typeof answer === "number") send(encodeFrame(0xff, Uint8Array.of(type, answer)));
    else send(encodeFrame(type + 0x80, faults.answer?.(type, answer) ?? answer));
  };

  restart();
  return {
    network,
    requests,
    write(bytes) {
      for (const event of reader.push(bytes)) {
        if (event.kind === "frame") take(event.type, event.payload);
        else send(encodeFrame(0xff, Uint8Array.of(0, 1)));
      }
    },
    onData(listener) {
      hear = listener;
    },
    onEnd() {},
    async close() {
      ended = true;
    },
  };
}
