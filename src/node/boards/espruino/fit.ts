import type { EspruinoBoard } from "../../../../boards/index.js";
import { shortages } from "../../../common/fit/budget.js";
import {
  type EspruinoBoardFit,
  type EspruinoFit,
  fitEspruinoBoards,
} from "../../../common/fit/espruino.js";
import type { NetworkSpec } from "../../../common/network/network-file.js";
import { count, table } from "../../../common/text.js";
import { RESOURCES } from "../../resources.js";
import type { FitOptions, KindFit } from "../kind.js";
import { expectMachineCode } from "./build.js";

/** How a network's module fits on boards that run Espruino. */
export async function fit(
  spec: NetworkSpec,
  boards: readonly EspruinoBoard[],
  { optimize }: FitOptions,
): Promise<KindFit> {
  if (boards.length === 1) expectMachineCode(boards[0]!, { ...(optimize && { optimize }) });
  const fits = fitEspruinoBoards(RESOURCES, spec, boards, { ...(optimize && { optimize }) });
  const ways = fits.flatMap(waysOf);
  const blocks = [
    `On Espruino:\n${table(HEAD, ways.map(rowOf))}`,
    `In Storage:\n${table(STORAGE_HEAD, ways.map(storageOf))}`,
    ...(boards.length === 1 ? [ways.map(partsOf).join("\n\n")] : []),
    ...fits.flatMap(adviceOf),
    ABOUT_SAVES,
  ];
  return { fits, blocks };
}

const HEAD = ["board", "code in", "plan", "fits", "variables", "of", "left"];
const STORAGE_HEAD = ["board", "code in", "plan", "Storage", "of", "saves"];

/** What the column "saves" counts. */
const ABOUT_SAVES = `saves: in an empty Storage until it is compacted, or, before the /, in flash
of its own until it may wear out, where the board's firmware leaves such flash`;

/** The board's own way and, where it does not fit, one that would. */
function waysOf(fit: EspruinoBoardFit): EspruinoFit[] {
  const second = fit.instead ?? fit.least;
  const other = second && (second.placement !== fit.placement || second.plan !== fit.plan);
  return [fit, ...(other ? [second] : [])];
}

const rowOf = ({ board, placement, plan, fits, ram }: EspruinoFit) => [
  board,
  placement,
  plan,
  fits ? "yes" : "NO",
  ram.used,
  ram.available,
  ram.left,
];

function storageOf({ board, placement, plan, storage, saves }: EspruinoFit) {
  const { inFlash, inStorage } = saves;
  const times =
    inFlash === undefined ? count(inStorage) : `${count(inFlash)} / ${count(inStorage)}`;
  return [board, placement, plan, storage.used, storage.available, times];
}

/** What the bytes of one way are for. */
const partsOf = ({ board, placement, ram, storage }: EspruinoFit): string =>
  `${board}, code in ${placement}:
  variables  ${count(ram.linearMemory)} linear + ${count(ram.code)} code + ${count(ram.objects)} objects
  Storage    ${count(storage.module)} module + ${count(storage.code)} code + ${count(storage.checkpoints)} checkpoints`;

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
