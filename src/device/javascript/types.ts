import type { Layout } from "../../common/loader/engine.js";
import type { Learner } from "../../common/loader/learner.js";

/** What a module is, for people and for whoever flashed it; its fingerprint is a number without sign. */
export interface About extends Layout {
  /** of the module; its checkpoints are in flash or in the files NAME.0 and NAME.1, and NAME.w may come with it */
  readonly name: string;
  /** what runs: machine code in Storage or in RAM, or JavaScript */
  readonly code: "storage" | "ram" | "javascript";
  /** of perceptino */
  readonly version: string;
  /** where two areas of flash are for its checkpoints: address, bytes of each, bytes of a page; absent without any */
  readonly flash?: readonly [address: number, bytes: number, page: number];
}

/**
 * What a network tells, and with what. Espruino tells it later, when it is idle, and keeps a list of what is to be told: a
 * program that works in a loop while somebody listens should end the loop from time to time.
 */
export interface NetworkEvents {
  /** a reading was put into the batch, or taught the normaliser; the target is a number where `observe` got one */
  observe: [reading: readonly number[], target: number | readonly number[]];
  /** a step was trained; the loss before it */
  train: [loss: number];
  /** (outputs) probabilities or numbers for a reading */
  predict: [said: readonly number[], reading: readonly number[]];
}

/** The network that `require("neural")` gives on Espruino. */
export interface EspruinoNetwork extends Learner {
  /** the loss before the last training step */
  loss?: number;
  /**
   * Keeps everything in place of the older one of two checkpoints, in flash of its own or in Storage; gives its number.
   * Writes nothing when nothing has changed since. Throws when there is no room; the last checkpoint is then kept.
   */
  save(): number;
  /** Continues from the newest checkpoint of this network; false if there is none. */
  restore(): boolean;
  /**
   * What the module is, its sizes and places, the steps that it has trained, and how many saves are left: in Storage until
   * it is compacted, in flash of its own until it may wear out. They are counted when they are asked for.
   */
  info(): About & { readonly steps: number; readonly saves: number };
  /** Listens to what the network tells. */
  on<E extends keyof NetworkEvents>(event: E, listener: (...told: NetworkEvents[E]) => void): void;
  /** Ends a listening: of the same function. */
  removeListener<E extends keyof NetworkEvents>(
    event: E,
    listener: (...told: NetworkEvents[E]) => void,
  ): void;
  /** Ends all listening, to one event or to all. */
  removeAllListeners(event?: keyof NetworkEvents): void;
}
