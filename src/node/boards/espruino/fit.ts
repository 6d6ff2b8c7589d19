import type { EspruinoBoard } from "../../../../boards/index.js";
import { shortages } from "../../../common/fit/budget.js";
import {
  type EspruinoBoardFit,
  type EspruinoFit,
  fitEspruinoBoards,
} from "../../../common/fit/espruino.js";
import type { NetworkSpec } from "../../../common/network/network-file.js";
import { count, table } from "../../../common/text.js";
import { thumbCode } from "../../gcc/thumb.js";
import { RESOURCES } from "../../resources.js";
import type { FitOptions, KindFit } from "../kind.js";

/** How a network's module fits on boards that run Espruino. */
export async function fit(
  spec: NetworkSpec,
  boards: readonly EspruinoBoard[],
  { build }: FitOptions,
): Promise<KindFit> {
  const fits = await fitEspruinoBoards(RESOURCES, spec, boards, build ? thumbCode : undefined);
  const rows = table(HEAD, fits.flatMap(rowsOf));
  return { fits, blocks: [`On Espruino:\n${rows}`, ...fits.flatMap(adviceOf), ABOUT_SAVES] };
}

const HEAD = [
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
function rowsOf(fit: EspruinoBoardFit): (string | number)[][] {
  const second = fit.instead ?? fit.least;
  const other = second && (second.placement !== fit.placement || second.plan !== fit.plan);
  return [rowOf(fit), ...(other ? [rowOf(second)] : [])];
}

function rowOf({ board, placement, plan, fits, built, ram, storage, saves }: EspruinoFit) {
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

function adviceOf(fit: EspruinoBoardFit): string[] {
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
