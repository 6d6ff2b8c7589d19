import { BOARDS } from "../../boards/index.js";
import { print, table } from "../print.js";

/** `perceptino boards` */
export function listBoards(options: { json: boolean }): void {
  const rows = BOARDS.map((b) => [
    b.name,
    b.chip,
    b.core,
    b.ram,
    b.flash,
    b.simulated ? "in CI" : "not run yet",
    b.description,
  ]);
  const head = ["board", "chip", "core", "RAM bytes", "flash bytes", "simulated", ""];
  print(options, BOARDS, table(head, rows));
}
