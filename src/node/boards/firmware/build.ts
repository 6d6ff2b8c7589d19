import type { FirmwareBoard } from "../../../../boards/index.js";
import type { BuiltNetwork } from "../../../common/compiler/build-network.js";
import { attachable } from "../../../common/firmware/attach.js";
import { whyUnfit } from "../../../common/fit/firmware.js";
import type { NetworkSpec } from "../../../common/network/network-file.js";
import { baseFirmware } from "../../gcc/base-firmware.js";
import { buildFirstPlan } from "../build-first-plan.js";
import type { BoardWay } from "../kind.js";

/** Builds a network for our firmware on a board. */
export async function build(
  spec: NetworkSpec,
  board: FirmwareBoard,
  { engine = "wasm3", insteadC = "--engine c" }: BoardWay,
): Promise<BuiltNetwork> {
  if (engine === "thumb") {
    const base = await baseFirmware(board);
    return buildFirstPlan(spec, (built, untried) => attachable(base, built, { untried }).why);
  }
  return buildFirstPlan(spec, (built, untried) =>
    whyUnfit(built, board, engine, { insteadC, untried }),
  );
}
