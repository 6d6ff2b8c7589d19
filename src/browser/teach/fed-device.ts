import { bitsFromFloats } from "../../common/learning/replay.js";
import type { Source } from "../sources/source.js";
import type { DeviceEvent, DeviceFacts, DeviceLesson, TeachDevice } from "./device.js";
import { inTurn } from "./in-turn.js";

/** A network elsewhere that is given readings: a board with perceptino's firmware, or a worker of the page. */
export interface FedNetwork {
  /** Finds it again after an answer that did not come; left out where all come. */
  find?(): Promise<unknown>;
  readonly hasWindow: boolean;
  push(reading: Float32Array): Promise<Float32Array | undefined>;
  restart(): Promise<void>;
  predict(features: Float32Array): Promise<Float32Array>;
  observe(features: Float32Array, target: readonly number[]): Promise<number>;
  /** bits of the loss before the step */
  train(): Promise<number>;
  facts(): Promise<DeviceFacts>;
  readState(): Promise<Uint32Array<ArrayBuffer>>;
  writeState(words: Uint32Array<ArrayBuffer>): Promise<void>;
  save(): Promise<void>;
}

/** Readings that may wait: a line slower than the sensor would else fall behind for ever. */
const MOST_WAITING = 64;
/** Milliseconds between two guesses that are told, at least. */
const LEAST_PAUSE = 90;
/** Guesses that can be taught. */
const MOST_KEPT = 12;

/** A device that is given the readings of one of the page's sources. */
export function fedDevice(title: string, network: FedNetwork, source: Source): TeachDevice {
  const turn = inTurn();
  let tell: (event: DeviceEvent) => void = () => {};
  let resting = true;
  let readings = 0;
  let guesses = 0;
  let batch = 1;
  let toldAt = 0;
  let waiting: Float32Array[] = [];
  let busy = false;
  let kept: { readonly number: number; readonly features: Float32Array }[] = [];

  const take = async (reading: Float32Array): Promise<void> => {
    const features = network.hasWindow ? await network.push(reading) : reading;
    if (resting) return;
    const number = ++readings;
    tell({ kind: "reading", number, bits: bitsFromFloats(reading) });
    if (!features || performance.now() - toldAt < LEAST_PAUSE) return;
    toldAt = performance.now();
    const said = await network.predict(features);
    kept = [...kept, { number: ++guesses, features }].slice(-MOST_KEPT);
    const bits = { features: bitsFromFloats(features), said: bitsFromFloats(said) };
    tell({ kind: "guess", number: guesses, reading: number, ...bits });
  };
  const work = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    try {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const reading = next;
        if (!resting) await turn(() => (resting ? Promise.resolve() : take(reading)));
      }
    } catch (error) {
      resting = true;
      tell({ kind: "end", why: error instanceof Error ? error.message : String(error) });
    } finally {
      busy = false;
    }
  };
  const restart = async (): Promise<void> => {
    if (network.hasWindow) await network.restart();
  };
  const lessonOf = async (
    features: Float32Array | undefined,
    held: number,
    lossBits: number | undefined,
  ): Promise<DeviceLesson> => {
    const { steps, hash } = await network.facts();
    return {
      at: guesses,
      features: features ? bitsFromFloats(features) : new Uint32Array(0),
      held: lossBits === undefined ? held : 0,
      ...(lossBits !== undefined && { lossBits }),
      steps,
      hash,
    };
  };

  return {
    title,
    readings: source.title,
    async start(onEvent) {
      tell = onEvent;
      resting = true;
      ({ batch } = await turn(async () => {
        await network.find?.();
        return network.facts();
      }));
      const stop = await source.start(
        (reading) => {
          if (resting) return;
          if (waiting.length >= MOST_WAITING) {
            // What follows a gap is another window.
            waiting = [];
            void turn(restart).catch(() => {});
            readings += MOST_WAITING;
          }
          waiting.push(reading);
          void work();
        },
        (why) => tell({ kind: "end", why }),
      );
      return async () => {
        resting = true;
        waiting = [];
        tell = () => {};
        await stop();
      };
    },
    facts: () => turn(() => network.facts()),
    goOn: () =>
      turn(async () => {
        waiting = [];
        await restart();
        resting = false;
      }),
    rest: () =>
      turn(async () => {
        resting = true;
        waiting = [];
      }),
    teach: (guess, target) =>
      turn(async () => {
        const features = kept.find(({ number }) => number === guess)?.features;
        if (!features) return undefined;
        if ((await network.facts()).held >= batch) await network.train();
        const held = await network.observe(features, target);
        return lessonOf(features, held, held < batch ? undefined : await network.train());
      }),
    learn: () =>
      turn(async () => {
        if ((await network.facts()).held === 0) return undefined;
        return lessonOf(undefined, 0, await network.train());
      }),
    state: () => turn(() => network.readState()),
    put: (words) =>
      turn(async () => {
        kept = [];
        await network.writeState(words);
      }),
    save: () => turn(() => network.save()),
  };
}
