import type { EspruinoBoard } from "../../../../boards/index.js";
import type { BuiltNetwork } from "../../../common/compiler/build-network.js";
import { UsageError } from "../../../common/errors.js";
import { whyUnfitOnEspruino } from "../../../common/fit/espruino.js";
import type { NetworkSpec } from "../../../common/network/network-file.js";
import { buildFirstPlan } from "../build-first-plan.js";
import type { BoardWay } from "../kind.js";

/** Builds a network for a module on a board that runs Espruino. */
export function build(
  spec: NetworkSpec,
  board: EspruinoBoard,
  way: BoardWay,
): Promise<BuiltNetwork> {
  expectMachineCode(board, way);
  const { placement = board.code, optimize } = way;
  return buildFirstPlan(spec, (built, untried) =>
    whyUnfitOnEspruino({ built, placement, ...(optimize && { optimize }) }, board, untried),
  );
}

/** Throws a UsageError where JavaScript is to be optimised as machine code is. */
export function expectMachineCode(
  board: EspruinoBoard,
  { placement = board.code, optimize }: BoardWay,
): void {
  if (optimize === undefined || placement !== "javascript") return;
  const got =
    board.code === "javascript"
      ? `for ${board.name}, which runs JavaScript`
      : "with --placement javascript";
  throw new UsageError(`--optimize: got it ${got}, expected machine code`);
}
