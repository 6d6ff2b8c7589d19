import type { AppState } from "./app-state.js";

/** How a recording is made: as long as a button is held, or for so long after a countdown. */
export type RecordingWay = "hold" | "countdown";

/** What is being recorded just now. */
export type Take =
  | { readonly status: "none" }
  /** a person gets ready: so many seconds are left */
  | { readonly status: "counting"; readonly label: string; readonly left: number }
  | {
      readonly status: "recording";
      readonly label: string;
      /** that have come so far */
      readonly readings: number;
      /** with so many it ends by itself */
      readonly until?: number;
    };

/** What the record screen knows beside the project. */
export interface RecorderState {
  readonly way: RecordingWay;
  /** of a recording that ends by itself */
  readonly seconds: number;
  readonly take: Take;
  /** the recording that is looked at */
  readonly selected?: string;
  /** the class that the board's own button records */
  readonly buttonClass?: string;
}

export const COUNTDOWN = 3;
export const SECONDS = [1, 2, 3, 5, 10, 30] as const;

export const firstRecorder = (): RecorderState => ({
  way: "hold",
  seconds: 2,
  take: { status: "none" },
});

/** A state with another recorder. */
export const withRecorder = (state: AppState, change: Partial<RecorderState>): AppState => ({
  ...state,
  recorder: { ...state.recorder, ...change },
});

/** A state in which so much is recorded. */
export const withTake = (state: AppState, take: Take): AppState => withRecorder(state, { take });

/** The recording that is looked at, or none. */
export function withSelected(state: AppState, selected: string | undefined): AppState {
  const { selected: _, ...rest } = state.recorder;
  return { ...state, recorder: selected === undefined ? rest : { ...rest, selected } };
}

/** Whether a class is the one that is being recorded, or about to be. */
export const isTaking = ({ take }: RecorderState, label: string): boolean =>
  take.status !== "none" && take.label === label;

/** The class that the board's own button records: the one that was chosen, while there is such a class. */
export const buttonClassOf = (
  { buttonClass }: RecorderState,
  classes: readonly string[],
): string | undefined =>
  buttonClass !== undefined && classes.includes(buttonClass) ? buttonClass : classes[0];
