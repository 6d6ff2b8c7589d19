import type { Board, EspruinoBoard, FirmwareBoard } from "../../../boards/index.js";
import type { BuiltNetwork } from "../../common/compiler/build-network.js";
import { UserError } from "../../common/errors.js";
import type { Placement } from "../../common/espruino/module-name.js";
import type { EngineName } from "../../common/fit/engine.js";
import { whyUnfitOnEspruino } from "../../common/fit/espruino.js";
import { whyUnfit } from "../../common/fit/firmware.js";
import type { NetworkSpec } from "../../common/network/network-file.js";
import { type PlanKind, plansOf } from "../../common/network/plan.js";
import { buildNetwork } from "../build-network.js";

/** How a board shall run a network; the board's own way where nothing is said. */
export interface BoardWay {
  /** of firmware */
  readonly engine?: EngineName;
  /** of a module for Espruino */
  readonly placement?: Placement;
  /** what a person says to have C instead of wasm3, such as "--engine c" */
  readonly insteadC?: string;
}

/**
 * Builds a network for a board, with the first of the plans that its file allows that fits there. Whatever makes something
 * for a board builds it this way, so that all of them take and refuse the same networks as `fit`.
 * @throws UserError that says by how much none fits, and what to try
 */
export async function buildForBoard(
  spec: NetworkSpec,
  board: Board,
  way: BoardWay = {},
): Promise<BuiltNetwork> {
  let nearest: { readonly end: number; readonly why: string } | undefined;
  for (const plan of plansOf(spec)) {
    const built = await builtUnlessTooLarge({ ...spec, plan });
    if (built === undefined) continue;
    const why = await reasonAgainst(built, board, { ...way, untried: spec.plan === "fast" });
    if (why === undefined) return built;
    const { end } = built.plan;
    if (nearest === undefined || end < nearest.end) nearest = { end, why };
  }
  if (nearest === undefined) return buildNetwork(spec); // refuses it in the planner's words
  throw new UserError(nearest.why);
}

/** Nothing for a network too large for one Wasm page in its plan. */
const builtUnlessTooLarge = (
  spec: NetworkSpec & { readonly plan: PlanKind },
): Promise<BuiltNetwork | undefined> =>
  buildNetwork(spec).catch((error: unknown) => {
    if (error instanceof UserError) return undefined;
    throw error;
  });

interface Question extends BoardWay {
  /** whether the small plan was not tried, because the network file names the fast one */
  readonly untried: boolean;
}

function reasonAgainst(built: BuiltNetwork, board: Board, question: Question) {
  return board.kind === "firmware"
    ? againstFirmware(built, board, question)
    : againstEspruino(built, board, question);
}

const againstFirmware = (
  built: BuiltNetwork,
  board: FirmwareBoard,
  { engine = "wasm3", insteadC = "--engine c", untried }: Question,
) => whyUnfit(built, board, engine, { insteadC, untried });

async function againstEspruino(
  built: BuiltNetwork,
  board: EspruinoBoard,
  { placement = board.code, untried }: Question,
) {
  return whyUnfitOnEspruino({ built, placement }, board, untried);
}
