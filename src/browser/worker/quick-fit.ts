import type { Board, EspruinoBoard } from "../../../boards/index.js";
import type { BuiltNetwork } from "../../common/compiler/build-network.js";
import {
  type EspruinoBoardFit,
  fitEspruinoBoards,
  fitOnEspruino,
  type ModuleSizes,
  moduleSizes,
} from "../../common/fit/espruino.js";
import { type BoardFit, fitBoards, fitOf } from "../../common/fit/firmware.js";

/** How a network fits on a board, and whether its machine code was made for that or reckoned from another one's. */
export interface QuickFit {
  readonly fit: EspruinoBoardFit | BoardFit;
  readonly exact: boolean;
}

/** What the last module for a core came to, beside its network's Wasm. */
interface Known {
  readonly wasmBytes: number;
  readonly sizes: ModuleSizes;
}

/**
 * Finds how networks fit on boards. To make a module takes longer than a person waits for an answer to a key: of a network
 * that is like the one before, its size is reckoned from that one's by their bytes of Wasm, until somebody asks for more.
 */
export function fitter() {
  const known = new Map<string, Known>();
  const onEspruino = (built: BuiltNetwork, board: EspruinoBoard, exact: boolean): QuickFit => {
    const way = { built, placement: board.code };
    const like = `${board.core} ${board.code} ${built.plan.kind} ${built.spec.layers.length}`;
    const before = known.get(like);
    if (!exact && before) {
      const fit = fitOnEspruino(way, board, scaled(before, built.wasm.length));
      if (fit.fits) return { fit, exact: false };
    }
    const sizes = moduleSizes(way, board);
    known.set(like, { wasmBytes: built.wasm.length, sizes });
    const fit = fitOnEspruino(way, board, sizes);
    if (fit.fits) return { fit, exact: true };
    return { fit: fitEspruinoBoards(built.resources, built.spec, [board])[0]!, exact: true };
  };
  return async (built: BuiltNetwork, board: Board, exact: boolean): Promise<QuickFit> => {
    if (board.kind === "espruino") return onEspruino(built, board, exact);
    const own = fitOf(built, board, "wasm3");
    if (own.fits) return { fit: own, exact: true };
    const [fit] = await fitBoards(built.resources, built.spec, [board]);
    return { fit: fit!, exact: true };
  };
}

const scaled = ({ wasmBytes, sizes }: Known, bytes: number): ModuleSizes => ({
  code: Math.ceil((sizes.code * bytes) / wasmBytes),
  texts: sizes.texts,
});
