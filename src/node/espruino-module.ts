import type { EspruinoBoard } from "../../boards/index.js";
import type { BuiltNetwork } from "../common/compiler/build-network.js";
import { type EspruinoModule, espruinoModuleWith } from "../common/espruino/module.js";
import type { Placement } from "../common/espruino/module-name.js";
import { thumbCode } from "./gcc/thumb.js";

/**
 * Makes the module of a board, its machine code with GCC.
 * @param placement instead of the board's own
 * @throws UserError when the compiler is missing, or the core has no machine code of ours
 */
export const espruinoModule = (
  built: BuiltNetwork,
  board: EspruinoBoard,
  name: string,
  placement?: Placement,
): Promise<EspruinoModule> => espruinoModuleWith(thumbCode, built, board, name, placement);
