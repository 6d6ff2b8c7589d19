import { BOARDS } from "../../../boards/index.js";
import { widths } from "../../common/network/plan.js";
import { count } from "../../common/text.js";
import type { FitOptions } from "../boards/kind.js";
import { byKind, refuseForeignFlags } from "../boards/kinds.js";
import { findBoard } from "../flags.js";
import { readNetworkFile } from "../load-network.js";
import { print } from "../print.js";

interface FitCommandOptions extends FitOptions {
  readonly board?: string;
  readonly json: boolean;
}

/**
 * `perceptino fit NETWORK`: what fits where, or by how much not.
 * @returns the exit code: 1 when the board that was named cannot take the network in its own way, or none of all can in any
 */
export async function fitCommand(path: string, options: FitCommandOptions): Promise<number> {
  const chosen = options.board === undefined ? BOARDS : [findBoard(options.board)];
  if (options.board !== undefined) refuseForeignFlags("fit", chosen[0]!, options);
  const spec = await readNetworkFile(path);
  const kinds = [];
  for (const { kind, boards } of byKind(chosen)) kinds.push(await kind.fit(spec, boards, options));
  const all = kinds.flatMap(({ fits }) => fits);
  const blocks = [
    `${spec.name}: ${widths(spec).join("-")}, batch ${count(spec.batch)}; bytes`,
    ...kinds.flatMap(({ blocks: some }) => some),
    ...(all.some(({ built }) => !built)
      ? ["~ estimated; --build measures firmware that it builds"]
      : []),
  ];
  print(options, all, blocks.join("\n\n"));
  const good = all.some(
    ({ fits, instead }) => fits || (options.board === undefined && instead !== undefined),
  );
  return good ? 0 : 1;
}
