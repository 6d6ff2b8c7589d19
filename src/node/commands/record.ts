import type { RecordOptions } from "../boards/kind.js";
import { recordingOn } from "../boards/kinds.js";
import { findBoard } from "../flags.js";

/**
 * `perceptino record NETWORK --board B --port P --label L --seconds S`: readings of a board's sensor, with one label, as CSV
 * that `train` reads.
 * @returns the exit code: 0, or 128 and the number of the signal that stopped it
 */
export async function recordCommand(
  path: string,
  options: RecordOptions & { readonly board: string },
): Promise<number> {
  const board = findBoard(options.board);
  return recordingOn(board)(path, board, options);
}
