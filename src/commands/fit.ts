import { FIRMWARE_BOARDS } from "../../boards/index.js";
import { type BoardFit, describeShortage, type Fit, fitBoards } from "../fit.js";
import { findFirmwareBoard } from "../flags.js";
import { readNetworkFile } from "../load-network.js";
import { widths } from "../plan.js";
import { count, print, table } from "../print.js";

interface FitCommandOptions {
  readonly board?: string;
  /** build every firmware instead of estimating it */
  readonly build: boolean;
  readonly json: boolean;
}

/** `perceptino fit NETWORK`: what fits where, or by how much not. */
export async function fitCommand(path: string, options: FitCommandOptions): Promise<void> {
  const boards = options.board === undefined ? FIRMWARE_BOARDS : [findFirmwareBoard(options.board)];
  const spec = await readNetworkFile(path);
  const fits = await fitBoards(spec, boards, options.build);
  const text = [
    `${spec.name}: ${widths(spec).join("-")}, batch ${count(spec.batch)}; bytes`,
    "",
    table(HEAD, fits.flatMap(rowsOf)),
    ...fits.flatMap(adviceOf),
    ...(fits.some(({ built }) => !built)
      ? ["", "~ estimated, rather too much than too little; --build measures builds"]
      : []),
  ].join("\n");
  print(options, fits, text);
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
  return [rowOf(fit), ...(second && second.engine !== fit.engine ? [rowOf(second)] : [])];
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
  const short = `${fit.board}: with ${fit.engine} the network needs ${describeShortage(fit)}`;
  const way = ({ engine, plan }: Fit) => `${engine} with the ${plan} plan`;
  if (fit.instead) {
    const { ram } = fit.instead;
    const left = `${count(ram.left)} bytes of RAM left`;
    return ["", `${short};`, `  ${way(fit.instead)} fits, with ${left}`];
  }
  const least = fit.least ?? fit;
  return [
    "",
    `${short};`,
    `  nearest is ${way(least)}: ${describeShortage(least)}; make layers or batch smaller`,
  ];
}
