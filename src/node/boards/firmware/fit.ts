import type { FirmwareBoard } from "../../../../boards/index.js";
import {
  type BoardFit,
  describeShortage,
  type Fit,
  fitBoards,
} from "../../../common/fit/firmware.js";
import type { NetworkSpec } from "../../../common/network/network-file.js";
import { count, table } from "../../../common/text.js";
import { measureFirmware } from "../../gcc/measure.js";
import { RESOURCES } from "../../resources.js";
import type { FitOptions, KindFit } from "../kind.js";

/** How a network fits in our firmware on boards. */
export async function fit(
  spec: NetworkSpec,
  boards: readonly FirmwareBoard[],
  { build }: FitOptions,
): Promise<KindFit> {
  const fits = await fitBoards(RESOURCES, spec, boards, build ? measureFirmware : undefined);
  return { fits, blocks: [table(HEAD, fits.flatMap(rowsOf)), ...fits.flatMap(adviceOf)] };
}

const HEAD = [
  "board",
  "engine",
  "plan",
  "fits",
  "RAM",
  "of",
  "left",
  "linear",
  "code",
  "stack",
  "firmware",
  "checkpoints",
  "flash",
  "of",
];

/** A row for the way asked about and, where it does not fit, one for what would. */
function rowsOf(fit: BoardFit): (string | number)[][] {
  const second = fit.instead ?? fit.least;
  const other = second && (second.engine !== fit.engine || second.plan !== fit.plan);
  return [rowOf(fit), ...(other ? [rowOf(second)] : [])];
}

function rowOf({ board, engine, plan, fits, built, ram, flash }: Fit): (string | number)[] {
  return [
    board,
    engine,
    plan,
    `${fits ? "yes" : "NO"}${built ? "" : " ~"}`,
    ram.used,
    ram.available,
    ram.left,
    ram.linearMemory,
    ram.interpreterCode,
    ram.interpreterStack,
    ram.firmware,
    ram.checkpoints,
    flash.used,
    flash.available,
  ];
}

function adviceOf(fit: BoardFit): string[] {
  if (fit.fits) return [];
  const way = ({ engine, plan }: Fit) => `${engine} with the ${plan} plan`;
  const short = `${fit.board}: with ${fit.engine} the network needs ${describeShortage(fit)}`;
  if (fit.instead) {
    const { ram } = fit.instead;
    const left = `${count(ram.left)} bytes of RAM left`;
    return [`${short};\n  ${way(fit.instead)} fits, with ${left}`];
  }
  const least = fit.least ?? fit;
  const nearest =
    way(least) === way(fit) ? "" : `nearest is ${way(least)}: ${describeShortage(least)}; `;
  return [`${short};\n  ${nearest}make layers or batch smaller`];
}
