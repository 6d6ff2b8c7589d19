import type { Board } from "../../../boards/index.js";
import { LIMITS } from "../network/network-file.js";

/** Bytes of RAM that a program may use. */
export const ramOf = (board: Board): number =>
  board.kind === "firmware"
    ? board.ram
    : board.variables.count * board.variables.bytes - board.variables.taken;

/** Bytes of memory that a module may take, on a board or anywhere. */
export const memoryOf = (board: Board | undefined): number =>
  Math.min(board ? ramOf(board) : LIMITS.memoryBytes, LIMITS.memoryBytes);
