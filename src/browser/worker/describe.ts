import { BOARDS, type Board } from "../../../boards/index.js";
import { type BuiltNetwork, buildNetworkWith } from "../../common/compiler/build-network.js";
import { type EspruinoBoardFit, fitEspruinoBoards } from "../../common/fit/espruino.js";
import { type BoardFit, fitBoards } from "../../common/fit/firmware.js";
import { estimateTime, type TimeEstimate } from "../../common/fit/step-time.js";
import { type NetworkSpec, parseNetwork } from "../../common/network/network-file.js";
import { type MemoryPlan, parameterCount, widths } from "../../common/network/plan.js";
import { type BoardPlace, boardPlace } from "../../common/report/boards.js";
import type { Resources } from "../../common/resources.js";

/** What a network comes to. */
export interface DescribedNetwork {
  /** the file, checked, with all that has a default */
  readonly spec: NetworkSpec;
  /** 6-16-8-1 */
  readonly shape: string;
  readonly parameters: number;
  readonly plan: MemoryPlan;
  /** of Wasm */
  readonly moduleBytes: number;
  /** on the board that was asked for */
  readonly place: BoardPlace;
  readonly time?: TimeEstimate;
}

/** The network that was built last: another board asks for the same one. */
let last: { readonly text: string; readonly built: BuiltNetwork } | undefined;

/**
 * @param text of a network file
 * @param board its name
 * @throws UserError that says what is wrong with the text, as the command line does
 */
export async function describeNetwork(
  resources: Resources,
  text: string,
  board: string,
): Promise<DescribedNetwork> {
  if (last?.text !== text) {
    last = { text, built: buildNetworkWith(resources, parseNetwork(text, "network.json")) };
  }
  const { spec, plan, wasm } = last.built;
  const chosen = BOARDS.find(({ name }) => name === board) ?? BOARDS[0]!;
  const fit = await fitOn(resources, spec, chosen);
  const place = boardPlace(chosen, fit);
  const time = estimateTime(spec, (fit.instead ?? fit).plan, chosen, place.how);
  return {
    spec,
    shape: widths(spec).join("-"),
    parameters: parameterCount(spec),
    plan,
    moduleBytes: wasm.length,
    place,
    ...(time && { time }),
  };
}

async function fitOn(
  resources: Resources,
  spec: NetworkSpec,
  board: Board,
): Promise<EspruinoBoardFit | BoardFit> {
  if (board.kind === "espruino") return fitEspruinoBoards(resources, spec, [board])[0]!;
  return (await fitBoards(resources, spec, [board]))[0]!;
}
