import type { BoardFacts, BoardLesson } from "../../common/espruino/teacher.js";

/** What a device tells while it is watched; all numbers by the bits of float32. */
export type DeviceEvent =
  | {
      readonly kind: "reading";
      /** from 1, since the device was started */
      readonly number: number;
      readonly bits: Uint32Array<ArrayBuffer>;
    }
  | {
      readonly kind: "guess";
      readonly number: number;
      /** number of the last reading that it is of */
      readonly reading: number;
      readonly features: Uint32Array<ArrayBuffer>;
      readonly said: Uint32Array<ArrayBuffer>;
    }
  /** it ended by itself: a sentence that says why, and what to do */
  | { readonly kind: "end"; readonly why: string };

/** What a lesson came to on a device. */
export type DeviceLesson = BoardLesson;

/** Which network a device has, and where it stands. */
export type DeviceFacts = Omit<BoardFacts, "words" | "parameters">;

/**
 * Something with a network that can be watched and taught: a board, or the page itself. It is asked for one thing at a time;
 * everything rejects with a UserError when it refuses or is gone.
 */
export interface TeachDevice {
  /** for people: "Puck.js by Bluetooth", "this page" */
  readonly title: string;
  /** where its readings come from, for people */
  readonly readings: string;
  /** Starts its program, which takes in no readings until {@link goOn}. @returns what ends it */
  start(onEvent: (event: DeviceEvent) => void): Promise<() => Promise<void>>;
  facts(): Promise<DeviceFacts>;
  /** Takes readings in, from an empty window on. */
  goOn(): Promise<void>;
  /** Takes no more in. */
  rest(): Promise<void>;
  /**
   * Observes what a guess was of, and trains when the batch is full.
   * @returns undefined where it has forgotten that guess
   */
  teach(guess: number, target: readonly number[]): Promise<DeviceLesson | undefined>;
  /** Trains on what the batch holds; undefined where that is nothing. */
  learn(): Promise<DeviceLesson | undefined>;
  /** Words of parameters and state; it must be at rest. */
  state(): Promise<Uint32Array<ArrayBuffer>>;
  /** Puts in words of parameters and state; it must be at rest. */
  put(words: Uint32Array<ArrayBuffer>): Promise<void>;
  /** Keeps what it has learnt, for its next start. */
  save(): Promise<void>;
}
