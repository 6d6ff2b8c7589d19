import type { MonitorOptions } from "../boards/kind.js";
import { kindOf, refuseForeignFlags } from "../boards/kinds.js";
import { findBoard } from "../flags.js";

/** `perceptino monitor --board B --port P`: what a board's network does, until Ctrl-C. */
export async function monitorCommand(
  options: MonitorOptions & { readonly board: string },
): Promise<number> {
  const board = findBoard(options.board);
  refuseForeignFlags("monitor", board, options);
  return kindOf(board).monitor(board, options);
}
