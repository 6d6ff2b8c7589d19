import type { FlashOptions } from "../boards/kind.js";
import { kindOf, refuseForeignFlags } from "../boards/kinds.js";
import { expectApart } from "../files.js";
import { findBoard } from "../flags.js";
import { print } from "../print.js";

/** `perceptino flash NETWORK --board B`: builds for the board and puts it there. */
export async function flashCommand(
  path: string,
  options: FlashOptions & { readonly board: string },
): Promise<void> {
  const board = findBoard(options.board);
  refuseForeignFlags("flash", board, options);
  const { checkpoint } = options;
  await expectApart(
    { "the network file": path, ...(checkpoint !== undefined && { "the checkpoint": checkpoint }) },
    { "--out": options.out },
  );
  const { value, lines } = await kindOf(board).flash(path, board, options);
  print(options, value, lines.join("\n"));
}
