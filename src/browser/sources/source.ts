import type { Channel } from "../state/project.js";

/** Called with each reading: (channels) numbers, the listener's own to keep. */
export type TakeReading = (reading: Float32Array<ArrayBuffer>) => void;

/** What may go on at a source that is made up: a person chooses it while readings come. */
export interface Movements {
  /** for people, in the order of their buttons */
  readonly names: readonly string[];
  now(): string;
  /** @throws Error for a name that is none of them */
  choose(name: string): void;
}

/** Where readings come from, once it is open. */
export interface Source {
  /** for people: "Bangle.js 2", "this phone" */
  readonly title: string;
  /** whether nobody moves: the readings are made up */
  readonly madeUp: boolean;
  readonly channels: readonly Channel[];
  /** readings a second that it aims at */
  readonly rate: number;
  readonly movements?: Movements;
  /**
   * Listens to the board's own button, while readings come.
   * @returns what ends the listening
   */
  readonly onButton?: (pressed: (down: boolean) => void) => () => void;
  /**
   * Begins to give readings.
   * @param end called once when they end by themselves, with a sentence that says why and what to do
   * @returns what stops it
   * @throws UserError when it cannot begin
   */
  start(take: TakeReading, end: (why: string) => void): Promise<() => Promise<void>>;
  /** Ends it, and the line that it came over. */
  close(): Promise<void>;
}
