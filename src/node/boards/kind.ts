import type { Board } from "../../../boards/index.js";
import type { BuiltNetwork } from "../../common/compiler/build-network.js";
import type { Optimize } from "../../common/compiler/thumb/code.js";
import type { Placement } from "../../common/espruino/module-name.js";
import type { EngineName } from "../../common/fit/engine.js";
import type { ComparisonOptions } from "../../common/learning/parity.js";
import type { Readings } from "../../common/learning/readings.js";
import type { Network } from "../../common/loader/index.js";
import type { NetworkSpec } from "../../common/network/network-file.js";
import type { Fact } from "../../common/report/report.js";

/**
 * All that differs between kinds of board: one job for each command. A command finds its board's kind (kinds.ts) and calls
 * the job; it knows no kind by name. A new kind is a folder beside firmware/ and espruino/, and a line in kinds.ts.
 */
export interface BoardKind<B extends Board = Board> {
  /** for people, after "a board that": "runs Espruino" */
  readonly does: string;
  /** the flags that mean something for this kind and not for every one, by command and as commander names them */
  readonly flags: Readonly<Record<FlaggedCommand, readonly string[]>>;
  /** What the list of boards tells of one. */
  listed(board: B): ListedBoard;
  /**
   * Builds with the first of the plans that the network's file allows that fits on the board. Whatever makes something for
   * a board builds it this way, so that all of them take and refuse the same networks as `fit`.
   * @throws UserError that says by how much none fits, and what to try
   */
  build(spec: NetworkSpec, board: B, way: BoardWay): Promise<BuiltNetwork>;
  fit(spec: NetworkSpec, boards: readonly B[], options: FitOptions): Promise<KindFit>;
  /**
   * Builds and puts it onto the board.
   * @param path the network file
   */
  flash(path: string, board: B, options: FlashOptions): Promise<Printed>;
  /** Makes ready to train in a simulator and here; `run` does it. */
  simulate(
    built: BuiltNetwork,
    board: B,
    readings: Readings,
    options: SimulateOptions,
  ): Promise<Simulation>;
  /**
   * Prints what the board's network does, until Ctrl-C.
   * @returns the exit code
   */
  monitor(board: B, options: MonitorOptions): Promise<number>;
  /**
   * Records a sensor's readings; left out where a board has no sensors that we know.
   * @param path the network file
   * @returns the exit code
   */
  record?(path: string, board: B, options: RecordOptions): Promise<number>;
}

/** The commands with flags that mean nothing for some kinds. */
export type FlaggedCommand = "fit" | "flash" | "simulate" | "monitor";

/** What a command prints: JSON for machines, lines for people. */
export interface Printed {
  readonly value: object;
  readonly lines: readonly string[];
}

export interface ListedBoard {
  /** whose firmware it has: "own", "Espruino" */
  readonly firmware: string;
  /** bytes of flash for firmware, or for files */
  readonly flash: number;
  /** whether CI runs networks on the board's core */
  readonly simulated: boolean;
}

/** How a board shall run a network; the board's own way where nothing is said. */
export interface BoardWay {
  /** of firmware */
  readonly engine?: EngineName;
  /** of a module for Espruino */
  readonly placement?: Placement;
  /** of its machine code */
  readonly optimize?: Optimize;
  /** what a person says to have C instead of wasm3, such as "--engine c" */
  readonly insteadC?: string;
}

export interface FitOptions {
  /** build firmware instead of estimating it */
  readonly build: boolean;
  /** of machine code for Espruino */
  readonly optimize?: Optimize;
}

/** How a network fits on boards of one kind. */
export interface KindFit {
  /** one for each board, for machines */
  readonly fits: readonly {
    readonly fits: boolean;
    /** whether it was built, or is an estimate */
    readonly built: boolean;
    /** another way that fits */
    readonly instead?: object;
  }[];
  /** for people: a table, and advice where something does not fit */
  readonly blocks: readonly string[];
}

export interface FlashOptions {
  /** of firmware; wasm3 when left out */
  readonly engine?: EngineName;
  /** serial path, or for Espruino a BLE name or address, or tcp://host:port */
  readonly port?: string;
  /** of a module for Espruino: what `require` will call it */
  readonly name?: string;
  /** of a module for Espruino: where its code runs */
  readonly placement?: Placement;
  /** of its machine code */
  readonly optimize?: Optimize;
  /** a checkpoint that `train` wrote, with which the board begins */
  readonly checkpoint?: string;
  /** whether a checkpoint may erase what the board has learned without asking */
  readonly yes?: boolean;
  /** for Espruino: whether the board loads the network whenever it starts */
  readonly boot?: boolean;
  readonly dryRun: boolean;
  /** where to keep what is put there: firmware in this file, a module's files in this folder */
  readonly out?: string;
  readonly json: boolean;
}

export interface SimulateOptions {
  /** of firmware; wasm3 when left out */
  readonly engine?: EngineName;
  /** of a module for Espruino: where its code runs */
  readonly placement?: Placement;
  /** of its machine code */
  readonly optimize?: Optimize;
}

/** A simulation that is ready to run. */
export interface Simulation {
  /** for people: what will run where */
  readonly about: string;
  run(options: SimulationRun): Promise<Simulated>;
}

export interface SimulationRun extends Required<ComparisonOptions> {
  /** milliseconds that the simulator may take for one answer */
  readonly timeout: number;
}

/** What a simulation came to. */
export interface Simulated {
  /** for machines; sizes in bytes, the parameters' hash in hexadecimal */
  readonly facts: { readonly steps: number; readonly same: boolean; readonly hash: string };
  /** for people: the same, but for steps and hash */
  readonly described: readonly Fact[];
  /** the first difference from Node, in a sentence */
  readonly difference?: string;
  /** the network here, trained like the one there */
  readonly network: Network;
  /** loss per observation of each pass over the readings */
  readonly passLosses: readonly number[];
}

export interface MonitorOptions {
  readonly port: string;
  /** of firmware: seconds between two looks */
  readonly interval?: number;
  /** of a module for Espruino */
  readonly name?: string;
  /** for Espruino: the network file, for the columns of `out` */
  readonly network?: string;
  /** for Espruino: CSV for the labelled readings */
  readonly out?: string;
  readonly json: boolean;
}

export interface RecordOptions {
  readonly port: string;
  readonly label: string;
  readonly sensor?: string;
  /** the user's own expression */
  readonly read?: string;
  readonly seconds: number;
  /** milliseconds between two readings; where it is not said, as the network's windows have them */
  readonly interval?: number;
  readonly out: string;
  readonly json: boolean;
}
