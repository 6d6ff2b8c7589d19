/** A board that runs Espruino, as data: what there is for a network beside the interpreter. */
export interface EspruinoBoard {
  /** tells it from the boards that take our own firmware */
  readonly kind: "espruino";
  /** what the command line calls it */
  readonly name: string;
  readonly description: string;
  readonly chip: string;
  readonly core:
    | "Cortex-M0"
    | "Cortex-M0+"
    | "Cortex-M3"
    | "Cortex-M4F"
    | "Cortex-M33F"
    | "Xtensa"
    | "RISC-V";
  /** Espruino's own name of the board: `process.env.BOARD` */
  readonly espruino: string;
  /** bytes of RAM of the chip; Espruino leaves programs only its variables */
  readonly ram: number;
  /** bytes of flash in the chip, or beside it where the chip runs from it */
  readonly flash: number;
  readonly variables: EspruinoVariables;
  readonly storage: EspruinoStorage;
  /** flash that neither firmware nor Storage uses, for checkpoints; absent where `require("Flash").getFree()` has none */
  readonly own?: EspruinoOwnFlash;
  /**
   * how the network's step runs: "storage": as machine code where it lies in Storage; "ram": as machine code in a flat
   * string, because Storage has no addresses; "javascript": as JavaScript
   */
  readonly code: "storage" | "ram" | "javascript";
  /** our firmware board on whose simulated core CI runs the machine code; absent where there is none */
  readonly simulatedOn?: "mps2-an386" | "mps2-an385" | "mps2-an505" | "rp2040-pico";
  /** how a computer talks to its console without a program on the board, the usual way first; "tcp" needs WiFi set up */
  readonly connections: readonly ("serial" | "ble" | "tcp")[];
  /** where each value comes from */
  readonly sources: Readonly<
    Record<
      "chip" | "ram" | "flash" | "variables" | "storage" | "mapped" | "native" | "connections",
      string
    >
  > & {
    /** of `own`, or why there is none */
    readonly own: string;
  };
}

/**
 * Two areas of flash that follow each other, at the end of what `require("Flash").getFree()` tells on the board. Whether a
 * release of the firmware leaves that much is seen on the board only, at each save; otherwise files in Storage are used.
 */
export interface EspruinoOwnFlash {
  /** address behind the second area */
  readonly end: number;
  /** bytes of each area, whole pages */
  readonly bytes: number;
  /** bytes that are erased at once */
  readonly page: number;
}

/** The blocks of RAM, all of one size, that hold everything in JavaScript; flat strings take as many as follow each other. */
export interface EspruinoVariables {
  readonly count: number;
  /**
   * whether the count is the build's; otherwise Espruino takes what heap there is when it starts and the count is an
   * estimate: `process.memory().total` tells
   */
  readonly fixed: boolean;
  /** bytes of one: 12 where the build allows up to 2,047, 13 up to 8,191, 14 up to 16,383 (src/jsutils.h) */
  readonly bytes: number;
  /**
   * bytes of them in use on the console's first line after a start with nothing saved, as `process.memory().usage` counts
   * them. Not measured on boards: 37 variables were counted in Espruino built from the same source for 32-bit ARM Linux
   * with variables of 12, 13 and 14 bytes alike (45, less 8 for quit, interrupt and net, which only Linux has), and what a
   * board's start adds is read from its source and was counted in the same builds. Bangle.js is without apps. The
   * console's history comes on top, but Espruino frees it when memory runs out.
   */
  readonly taken: number;
}

/** Espruino's file system in flash. */
export interface EspruinoStorage {
  /** bytes, of which each file takes 32 for its header */
  readonly bytes: number;
  /** whether files have addresses; on ARM, code can run there */
  readonly mapped: boolean;
}

/** Where the facts were read: Espruino 2v29.277, 19 August 2026. */
export const ESPRUINO_SOURCE =
  "https://github.com/espruino/Espruino/blob/c5ff787b199148c31ef2776fb6f70673cba01a25";
