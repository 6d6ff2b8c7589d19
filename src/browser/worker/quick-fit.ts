import type { Board, EspruinoBoard, FirmwareBoard } from "../../../boards/index.js";
import type { BuiltNetwork } from "../../common/compiler/build-network.js";
import { attachable, attachedFit } from "../../common/firmware/attach.js";
import { attachedBytes } from "../../common/firmware/attached.js";
import { parseBase } from "../../common/firmware/base.js";
import { BASE_BOARDS, baseName } from "../../common/firmware/base-boards.js";
import { buildPlans } from "../../common/fit/budget.js";
import {
  type EspruinoBoardFit,
  fitEspruinoBoards,
  fitOnEspruino,
  type ModuleSizes,
  moduleSizes,
} from "../../common/fit/espruino.js";
import { type BoardFit, type Fit, fitBoards, fitOf } from "../../common/fit/firmware.js";
import type { BaseFirmwares } from "./base-firmware.js";

/** How a network fits on a board, and whether its machine code was made for that or reckoned from another one's. */
export interface QuickFit {
  readonly fit: EspruinoBoardFit | BoardFit;
  readonly exact: boolean;
}

/** What the last module for a core came to, beside its network's Wasm. */
interface Known<Sizes> {
  readonly wasmBytes: number;
  readonly sizes: Sizes;
}

const coreKey = (built: BuiltNetwork, core: string): string =>
  `${core} ${built.plan.kind} ${built.spec.layers.length}`;

/**
 * Finds how networks fit on boards. To make a module takes longer than a person waits for an answer to a key: of a network
 * that is like the one before, its size is reckoned from that one's by their bytes of Wasm, until somebody asks for more.
 */
export function fitter(bases: BaseFirmwares) {
  const known = new Map<string, Known<ModuleSizes>>();
  const onEspruino = (built: BuiltNetwork, board: EspruinoBoard, exact: boolean): QuickFit => {
    const way = { built, placement: board.code };
    const like = coreKey(built, `${board.core} ${board.code}`);
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
  const behindBase = behindBases(bases);
  return async (built: BuiltNetwork, board: Board, exact: boolean): Promise<QuickFit> => {
    if (board.kind === "espruino") return onEspruino(built, board, exact);
    const attached = await behindBase(built, board, exact);
    if (attached) return attached;
    const own = fitOf(built, board, "wasm3");
    if (own.fits) return { fit: own, exact: true };
    const [fit] = await fitBoards(built.resources, built.spec, [board]);
    return { fit: fit!, exact: true };
  };
}

/** The same for firmware that networks are attached to; undefined for a board of which the page has none. */
function behindBases(bases: BaseFirmwares) {
  const known = new Map<string, Known<number>>();
  return async (
    built: BuiltNetwork,
    board: FirmwareBoard,
    exact: boolean,
  ): Promise<QuickFit | undefined> => {
    const text = BASE_BOARDS.includes(board) ? await bases(baseName(board)) : undefined;
    if (text === undefined) return undefined;
    const base = parseBase(board, text);
    const like = coreKey(built, board.core);
    const before = known.get(like);
    if (!exact && before) {
      const bytes = Math.ceil((before.sizes * built.wasm.length) / before.wasmBytes);
      const fit = attachedFit(base, built, bytes);
      if (fit.fits) return { fit, exact: false };
    }
    const fitWith = (one: BuiltNetwork): Fit => {
      const { code, fit } = attachable(base, one);
      const sizes = attachedBytes(code);
      known.set(coreKey(one, board.core), { wasmBytes: one.wasm.length, sizes });
      return fit;
    };
    const fit = fitWith(built);
    if (fit.fits) return { fit, exact: true };
    const other = buildPlans(built.resources, built.spec).map(fitWith);
    return { fit: other.find(({ fits }) => fits) ?? fit, exact: true };
  };
}

const scaled = ({ wasmBytes, sizes }: Known<ModuleSizes>, bytes: number): ModuleSizes => ({
  code: Math.ceil((sizes.code * bytes) / wasmBytes),
  texts: sizes.texts,
});
