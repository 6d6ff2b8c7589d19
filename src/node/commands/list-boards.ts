import { BOARDS, type Board } from "../../../boards/index.js";
import { ramOf } from "../../common/fit/memory.js";
import { table } from "../../common/text.js";
import { print } from "../print.js";

/** `perceptino boards` */
export async function listBoards(options: { json: boolean }): Promise<void> {
  const rows = BOARDS.map((b) => [
    b.name,
    b.chip,
    b.core,
    b.kind === "firmware" ? "own" : "Espruino",
    ramOf(b),
    b.kind === "firmware" ? b.flash : b.storage.bytes,
    isSimulated(b) ? "in CI" : "not run yet",
    b.description,
  ]);
  const head = ["board", "chip", "core", "firmware", "RAM bytes", "flash bytes", "simulated", ""];
  print(options, BOARDS, table(head, rows));
}

/** Whether CI runs networks on the board's core; Espruino's own part of a board runs on Linux only. */
const isSimulated = (board: Board): boolean =>
  board.kind === "firmware" ? board.simulated : board.simulatedOn !== undefined;
