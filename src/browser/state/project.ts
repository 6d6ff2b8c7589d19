import { randomHex } from "../../common/bytes.js";

/** What a sensor gives of each reading. */
export interface Channel {
  readonly name: string;
  readonly unit?: string;
}

/** Readings that came one after the other, with one label. */
export interface Recording {
  readonly id: string;
  /** one of the project's classes */
  readonly label: string;
  /** (count, channels) readings, row by row */
  readonly values: Float32Array<ArrayBuffer>;
  /** when the first came: milliseconds since 1970 */
  readonly began: number;
  /** where they came from, for people: "this phone" */
  readonly from: string;
}

/** A file as a person chose it. */
export interface ChosenFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Data files that the command line would read too, instead of recordings. */
export interface ImportedData {
  readonly files: readonly ChosenFile[];
  /** columns that hold the label */
  readonly labels: readonly string[];
}

/** What training came to. */
export interface Trained {
  /** the network file's text that it belongs to */
  readonly network: string;
  /** as save() gives it */
  readonly checkpoint: Uint8Array<ArrayBuffer>;
  readonly epochs: number;
  /** of the epoch that was kept, where something was held out */
  readonly validationLoss?: number;
  /** share of held out observations that are right, where the task has classes */
  readonly accuracy?: number;
}

/** What a board had learnt when it was fetched from there. */
export interface Fetched {
  readonly id: string;
  /** the network file's text that it belongs to */
  readonly network: string;
  /** as save() gives it */
  readonly checkpoint: Uint8Array<ArrayBuffer>;
  /** milliseconds since 1970 */
  readonly at: number;
  /** for people: "Puck.js by Bluetooth" */
  readonly from: string;
  readonly steps: number;
  /** CRC-32 of the parameters */
  readonly hash: number;
}

/** Where weights are from that the page has learnt while it played the board. */
export const THIS_PAGE = "this page";

/** Fetched weights that a project keeps. */
export const MOST_FETCHED = 20;

/** All that a person works on: kept in the browser, and exported as one file. */
export interface Project {
  readonly id: string;
  readonly name: string;
  readonly channels: readonly Channel[];
  /** readings a second */
  readonly rate: number;
  readonly classes: readonly string[];
  readonly recordings: readonly Recording[];
  readonly imported?: ImportedData;
  /** the network file's text where a person changed it; else it is chosen by what the data are */
  readonly network?: string;
  /** a board's name: see boards/ */
  readonly board: string;
  readonly trained?: Trained;
  /** the last first */
  readonly fetched?: readonly Fetched[];
  /** milliseconds since 1970 */
  readonly changed: number;
}

export const newId = (): string => randomHex(8);

/** An empty project. @param now milliseconds since 1970 */
export const newProject = (now: number, name = "My gestures"): Project => ({
  id: newId(),
  name,
  channels: [],
  rate: 0,
  classes: [],
  recordings: [],
  board: "banglejs2",
  changed: now,
});

/** How many readings a recording has. */
export const readingsOf = ({ values }: Recording, channels: number): number =>
  values.length / channels;
