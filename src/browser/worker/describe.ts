import { BOARDS } from "../../../boards/index.js";
import { type BuiltNetwork, buildNetworkWith } from "../../common/compiler/build-network.js";
import { estimateTime, type TimeEstimate } from "../../common/fit/step-time.js";
import { type NetworkSpec, parseNetwork } from "../../common/network/network-file.js";
import { type MemoryPlan, parameterCount, widths } from "../../common/network/plan.js";
import { type BoardPlace, boardPlace } from "../../common/report/boards.js";
import type { Resources } from "../../common/resources.js";
import type { BaseFirmwares } from "./base-firmware.js";
import { fitter } from "./quick-fit.js";

/** What a network comes to. */
export interface DescribedNetwork {
  /** the file's text that this is of */
  readonly text: string;
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
  /** whether `place` is what a module came to that was made for it */
  readonly exact: boolean;
  readonly time?: TimeEstimate;
}

/**
 * Describes a network.
 * @param text of a network file
 * @param board its name
 * @param exact whether its module for the board is made; otherwise the answer comes at once, and its size may be reckoned
 * @throws UserError that says what is wrong with the text, as the command line does
 */
export type DescribeNetwork = (
  text: string,
  board: string,
  exact: boolean,
) => Promise<DescribedNetwork>;

export function describer(
  resources: Resources,
  bases: BaseFirmwares,
): {
  readonly describeNetwork: DescribeNetwork;
  /**
   * Builds a network that was described as if it had changed, and forgets it: engines compile what has run a few times, so
   * that a person's first changes are answered as fast as later ones.
   */
  readonly warmUp: (text: string, board: string) => Promise<void>;
} {
  const fitOn = fitter(bases);
  /** built last: another board asks for the same one */
  let last: { readonly text: string; readonly built: BuiltNetwork } | undefined;
  const build = (text: string): BuiltNetwork =>
    buildNetworkWith(resources, parseNetwork(text, "network.json"));
  const boardOf = (board: string) => BOARDS.find(({ name }) => name === board) ?? BOARDS[0]!;
  const describeNetwork: DescribeNetwork = async (text, board, exact) => {
    if (last?.text !== text) last = { text, built: build(text) };
    const { built } = last;
    const { spec, plan, wasm } = built;
    const chosen = boardOf(board);
    const fitting = await fitOn(built, chosen, exact);
    const place = boardPlace(chosen, fitting.fit);
    const best = fitting.fit.instead ?? fitting.fit;
    const time = estimateTime(spec, best.plan, chosen, place.how);
    return {
      text,
      spec,
      shape: widths(spec).join("-"),
      parameters: parameterCount(spec),
      plan,
      moduleBytes: wasm.length,
      place,
      exact: fitting.exact,
      ...(time && { time }),
    };
  };
  return {
    describeNetwork,
    async warmUp(text, board) {
      await fitOn(build(text), boardOf(board), false);
    },
  };
}
