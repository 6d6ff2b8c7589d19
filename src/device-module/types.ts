import type { Core } from "../loader/core.js";
import type { Layout } from "../loader/engine.js";

/** What a module is, for people and for whoever flashed it; its fingerprint is a number without sign. */
export interface About extends Layout {
  /** of the module; its checkpoints are the files NAME.0 and NAME.1, and NAME.w may come with it */
  readonly name: string;
  /** what runs: machine code in Storage or in RAM, or JavaScript */
  readonly code: "storage" | "ram" | "javascript";
  /** of perceptino */
  readonly version: string;
}

/** The network that `require("neural")` gives on Espruino. */
export interface DeviceNet extends Core {
  /** the loss before the last training step */
  loss?: number;
  /** Keeps everything in Storage, in the older one of two files; gives its number. Throws when there is no room. */
  save(): number;
  /** Continues from the newest checkpoint of this network in Storage; false if there is none. */
  restore(): boolean;
  /** What the module is, its sizes and places, and the steps that it has trained. */
  info(): About & { readonly steps: number };
  /** "observe" (reading, labels), "train" (loss), "predict" (probabilities, reading) */
  on(event: "observe" | "train" | "predict", listener: (...values: never[]) => void): void;
}
