import type { Board } from "../../../boards/index.js";
import type { Budget } from "../fit/budget.js";
import type { EngineName } from "../fit/engine.js";
import type { EspruinoBoardFit, EspruinoFit } from "../fit/espruino.js";
import type { BoardFit, Fit } from "../fit/firmware.js";
import type { How } from "../fit/step-time.js";
import { count } from "../text.js";

/** How the network fits on a board, in the way in which it fits best. */
export interface BoardPlace {
  readonly board: string;
  readonly description: string;
  readonly fits: boolean;
  readonly how: How;
  /** bytes of RAM, or of Espruino's variables */
  readonly ram: Budget;
  /** bytes of flash, or of Espruino's Storage */
  readonly flash: Budget;
}

/** The board that people are told of first, where it fits. */
const FIRST = "puckjs";

/** What fits a board: its own way, or the other way that does. */
export function boardPlace(board: Board, fit: BoardFit | EspruinoBoardFit): BoardPlace {
  const best = fit.instead ?? fit;
  const { name } = board;
  // what follows a semicolon is about the board and not its name
  const description = board.description.split(";")[0]!;
  const flash = "flash" in best ? best.flash : best.storage;
  return { board: name, description, fits: best.fits, how: howOf(best), ram: best.ram, flash };
}

const ENGINES: Readonly<Record<EngineName, How>> = {
  wasm3: "WebAssembly",
  c: "C",
  thumb: "machine code",
};

function howOf(fit: Fit | EspruinoFit): How {
  if ("engine" in fit) return ENGINES[fit.engine];
  return fit.placement === "javascript" ? "JavaScript" : "machine code";
}

/** The board to name: the first of all, or of those that fit the one with the least RAM left. */
export function namedBoard(places: readonly BoardPlace[]): BoardPlace | undefined {
  const fitting = places.filter(({ fits }) => fits);
  const tightest = (a: BoardPlace, b: BoardPlace) => (b.ram.left < a.ram.left ? b : a);
  return (
    fitting.find(({ board }) => board === FIRST) ??
    (fitting.length > 0 ? fitting.reduce(tightest) : undefined)
  );
}

/** Bytes in words: 29 KB, 820 bytes. */
export const kilobytes = (bytes: number): string =>
  Math.abs(bytes) < 1024
    ? `${count(bytes)}\u00a0bytes`
    : `${count(Math.floor(bytes / 1024))}\u00a0KB`;
