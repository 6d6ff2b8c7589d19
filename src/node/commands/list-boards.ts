import { BOARDS } from "../../../boards/index.js";
import { ramOf } from "../../common/fit/memory.js";
import { table } from "../../common/text.js";
import { kindOf } from "../boards/kinds.js";
import { print } from "../print.js";

/** `perceptino boards` */
export async function listBoards(options: { json: boolean }): Promise<void> {
  const rows = BOARDS.map((board) => {
    const { firmware, flash, simulated } = kindOf(board).listed(board);
    return [
      board.name,
      board.chip,
      board.core,
      firmware,
      ramOf(board),
      flash,
      simulated ? "in CI" : "not run yet",
      board.description,
    ];
  });
  const head = ["board", "chip", "core", "firmware", "RAM bytes", "flash bytes", "simulated", ""];
  print(options, BOARDS, table(head, rows));
}
