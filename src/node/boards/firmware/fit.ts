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
  const ways = fits.flatMap(waysOf);
  const blocks = [
    table(HEAD, ways.map(rowOf)),
    ...(boards.length === 1 ? [ways.map(partsOf).join("\n\n")] : []),
    ...fits.flatMap(adviceOf),
  ];
  return { fits, blocks };
}

const HEAD = ["board", "engine", "plan", "fits", "RAM", "left", "flash", "of"];

/** The way asked about and, where it does not fit, one that would. */
function waysOf(fit: BoardFit): Fit[] {
  const second = fit.instead ?? fit.least;
  const other = second && (second.engine !== fit.engine || second.plan !== fit.plan);
  return [fit, ...(other ? [second] : [])];
}

const rowOf = ({ board, engine, plan, fits, built, ram, flash }: Fit) => [
  board,
  engine,
  plan,
  `${fits ? "yes" : "NO"}${built ? "" : " ~"}`,
  ram.used,
  ram.left,
  flash.used,
  flash.available,
];

/** What the bytes of one way are for. */
function partsOf({ board, engine, ram }: Fit): string {
  const parts = {
    linear: ram.linearMemory,
    "interpreter's code": ram.interpreterCode,
    "its stack": ram.interpreterStack,
    firmware: ram.firmware,
    checkpoints: ram.checkpoints,
  };
  const some = Object.entries(parts).filter(([, bytes]) => bytes > 0);
  const texts = some.map(([name, bytes]) => `${count(bytes)} ${name}`).join(" + ");
  return `${board}, ${engine}:\n  RAM  ${texts}`;
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
