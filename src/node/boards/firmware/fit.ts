import { BOARDS } from "../../../../boards/index.js";
import { shortages } from "../../../common/fit/budget.js";
import {
  type EspruinoBoardFit,
  type EspruinoFit,
  fitEspruinoBoards,
} from "../../../common/fit/espruino.js";
import {
  type BoardFit,
  describeShortage,
  type Fit,
  fitBoards,
} from "../../../common/fit/firmware.js";
import { widths } from "../../../common/network/plan.js";
import { count, table } from "../../../common/text.js";
import { findBoard } from "../../flags.js";
import { measureFirmware } from "../../gcc/measure.js";
import { thumbCode } from "../../gcc/thumb.js";
import { readNetworkFile } from "../../load-network.js";
import { print } from "../../print.js";
import { RESOURCES } from "../../resources.js";

interface FitCommandOptions {
  readonly board?: string;
  /** build every firmware instead of estimating it */
  readonly build: boolean;
  readonly json: boolean;
}

/**
 * `perceptino fit NETWORK`: what fits where, or by how much not.
 * @returns the exit code: 1 when the board that was named cannot take the network in its own way, or none of all can in any
 */
export async function fitCommand(path: string, options: FitCommandOptions): Promise<number> {
  const boards = options.board === undefined ? BOARDS : [findBoard(options.board)];
  const spec = await readNetworkFile(path);
  const firmware = boards.filter((board) => board.kind === "firmware");
  const espruino = boards.filter((board) => board.kind === "espruino");
  const { build } = options;
  const fits = await fitBoards(RESOURCES, spec, firmware, build ? measureFirmware : undefined);
  const modules = await fitEspruinoBoards(RESOURCES, spec, espruino, build ? thumbCode : undefined);
  const all = [...fits, ...modules];
  const blocks = [
    `${spec.name}: ${widths(spec).join("-")}, batch ${count(spec.batch)}; bytes`,
    ...(fits.length > 0 ? [table(HEAD, fits.flatMap(rowsOf)), ...fits.flatMap(adviceOf)] : []),
    ...(modules.length > 0
      ? [`On Espruino:\n${table(ESPRUINO_HEAD, modules.flatMap(espruinoRows))}`]
      : []),
    ...modules.flatMap(espruinoAdvice),
    ...(modules.length > 0 ? [ABOUT_SAVES] : []),
    ...(all.some(({ built }) => !built)
      ? ["~ estimated, on Espruino within some 10 %; --build measures builds"]
      : []),
  ];
  print(options, all, blocks.join("\n\n"));
  const good = all.some(
    ({ fits, instead }) => fits || (options.board === undefined && instead !== undefined),
  );
  return good ? 0 : 1;
}

const ESPRUINO_HEAD = [
  "board",
  "code in",
  "plan",
  "fits",
  "variables",
  "of",
  "left",
  "linear",
  "code",
  "objects",
  "Storage",
  "of",
  "module",
  "code",
  "checkpoints",
  "saves",
];

/** What the column "saves" counts. */
const ABOUT_SAVES =
  "saves: in an empty Storage until it is compacted, or, before the /, in flash of its own until it may wear out, where the board's firmware leaves such flash";

/** A row for the board's own way and, where it does not fit, one for what would. */
function espruinoRows(fit: EspruinoBoardFit): (string | number)[][] {
  const second = fit.instead ?? fit.least;
  const other = second && (second.placement !== fit.placement || second.plan !== fit.plan);
  return [espruinoRow(fit), ...(other ? [espruinoRow(second)] : [])];
}

function espruinoRow({ board, placement, plan, fits, built, ram, storage, saves }: EspruinoFit) {
  const { inFlash, inStorage } = saves;
  return [
    board,
    placement,
    plan,
    `${fits ? "yes" : "NO"}${built ? "" : " ~"}`,
    ram.used,
    ram.available,
    ram.left,
    ram.linearMemory,
    ram.code,
    ram.objects,
    storage.used,
    storage.available,
    storage.module,
    storage.code,
    storage.checkpoints,
    inFlash === undefined ? inStorage : `${count(inFlash)} / ${count(inStorage)}`,
  ];
}

function espruinoAdvice(fit: EspruinoBoardFit): string[] {
  if (fit.fits) return [];
  const of = ({ ram, storage }: EspruinoFit) => shortages({ variables: ram, Storage: storage });
  const way = ({ placement, plan }: EspruinoFit) => `${placement} with the ${plan} plan`;
  const short = `${fit.board}: with ${way(fit)} the network needs ${of(fit)};`;
  const { instead, least = fit } = fit;
  if (instead) {
    return [
      `${short}\n  ${way(instead)} fits, with ${count(instead.ram.left)} bytes of variables left`,
    ];
  }
  const nearest = way(least) === way(fit) ? "" : `nearest is ${way(least)}: ${of(least)}; `;
  return [`${short}\n  ${nearest}make layers or batch smaller`];
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
