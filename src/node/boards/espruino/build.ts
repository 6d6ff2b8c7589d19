import type { EspruinoBoard } from "../../../../boards/index.js";
import type { BuiltNetwork } from "../../../common/compiler/build-network.js";
import { thumbCoreOf } from "../../../common/espruino/module.js";
import { whyUnfitOnEspruino } from "../../../common/fit/espruino.js";
import type { NetworkSpec } from "../../../common/network/network-file.js";
import { buildFirstPlan } from "../build-first-plan.js";
import type { BoardWay } from "../kind.js";

/** Builds a network for a module on a board that runs Espruino. */
export const build = (
  spec: NetworkSpec,
  board: EspruinoBoard,
  { placement = board.code }: BoardWay,
): Promise<BuiltNetwork> =>
  buildFirstPlan(spec, (built, untried) => {
    if (placement !== "javascript") thumbCoreOf(board); // or it says that there is no machine code
    return whyUnfitOnEspruino({ built, placement }, board, untried);
  });
