/** Version of the module's exports (SPEC.md, "The module"). A loader refuses a module of another version. */
export const ABI = 2;

/** What a module says about itself: sizes in elements, places in bytes of its linear memory. */
export interface Layout {
  readonly abi: number;
  /** CRC-32 of what gives the parameters their meaning; a checkpoint carries it too */
  readonly fingerprint: number;
  /** CRC-32 of the list of what a checkpoint holds; it carries it too */
  readonly state: number;
  /** numbers that the network reads: channels, or a window's features */
  readonly inputs: number;
  readonly outputs: number;
  /** numbers of a target: one for each output, or the one class */
  readonly targets: number;
  /** labels that there are: 2 for 0 and 1, k for k classes, 0 where targets are any numbers */
  readonly labels: number;
  /** observations of a full batch */
  readonly batch: number;
  /** the network file's */
  readonly seed: number;
  /** weights and biases, layer by layer, from byte 0; behind them steps, random state, observed and learning rate, 4 bytes each */
  readonly parameters: number;
  /** 0 none, 1 means and scales, 2 means and variances that follow the readings; they lie behind the learning rate */
  readonly normalizer: number;
  /** (batch, inputs), normalised; behind them the targets (batch, targets) */
  readonly readings: number;
  /** (inputs) the reading that observe() and predict() take; behind it (targets) the target */
  readonly input: number;
  /** (outputs) what predict() says */
  readonly output: number;
  /** first byte behind what a checkpoint holds */
  readonly stateEnd: number;
  /** first byte that the module never touches */
  readonly end: number;
  /** with a window: numbers of a reading, and (channels) the reading that push() takes */
  readonly channels?: number;
  readonly reading?: number;
}

/** The constants of every module, in the order in which firmware has them too; with a window those of OF_WINDOW follow. */
export const CONSTANTS = [
  "abi",
  "fingerprint",
  "state",
  "inputs",
  "outputs",
  "targets",
  "labels",
  "batch",
  "seed",
  "parameters",
  "normalizer",
  "readings",
  "input",
  "output",
  "stateEnd",
  "end",
] as const satisfies readonly (keyof Layout)[];
export const OF_WINDOW = ["channels", "reading"] as const satisfies readonly (keyof Layout)[];

/** What a module exports of functions, in the order of their numbers; the last two with a window only. */
export const ROUTINES = ["init", "observe", "predict", "train", "loss", "push", "restart"] as const;

/** Calls a routine by its number in ROUTINES; only init takes its argument, a seed. */
export type Run = (routine: 0 | 1 | 2 | 3 | 4 | 5 | 6, argument: number) => number;

/** What a host's module has besides: readings that are predicted together, by the batch's forward pass. */
export interface Rows {
  /** readings at once, at most */
  readonly most: number;
  /** (most, inputs) raw readings, which a prediction overwrites */
  readonly readings: Float32Array;
  /** (most, outputs) what the network says of them, with the bits that predict() gives */
  readonly answers: Float32Array;
  /** Predicts the first `count` readings; gives how many there are before the first one that, or whose answer, is not finite. */
  predict(count: number): number;
}

/** The little by which a loader runs a network, whatever executes it. */
export interface Engine {
  readonly layout: Layout;
  /** The linear memory. */
  readonly memory: ArrayBuffer;
  readonly run: Run;
  readonly rows?: Rows;
  /** what a network is to begin with instead of new weights, where something came along */
  readonly checkpoint?: Uint8Array;
}
