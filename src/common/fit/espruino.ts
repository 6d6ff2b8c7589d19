import type { EspruinoBoard } from "../../../boards/index.js";
import type { BuiltNetwork } from "../compiler/build-network.js";
import { jsKernels } from "../compiler/js/js-module.js";
import type { Assembler, ThumbCore } from "../compiler/thumb/code.js";
import { espruinoModuleWith, espruinoProgram } from "../espruino/module.js";
import type { Placement } from "../espruino/module-name.js";
import { type Saves, savesOn } from "../espruino/saves.js";
import { finderText } from "../espruino/versions.js";
import type { NetworkSpec } from "../network/network-file.js";
import type { PlanKind } from "../network/plan.js";
import type { Resources } from "../resources.js";
import { type Budget, budget, buildPlans, checkpointSize, shortages } from "./budget.js";
import { ramOf } from "./memory.js";

/**
 * What a module costs on Espruino, measured in Espruino 2v29 for 32-bit ARM Linux; estimates made of these are
 * within a tenth of what a network takes of a board's memory, and tests hold them.
 */
const COST = {
  /** blocks of memory for the loader's functions and what they hold */
  loader: 275,
  /** blocks for JavaScript kernels, besides those for each routine and each parameter */
  kernels: 40,
  routine: 8,
  /**
   * bytes of machine code: a part of its own, one for each byte of the Wasm module, and for each layer of several units
   * above another layer, and once more where it has four or more; least squares over 28 networks, within 19 % of each
   */
  code: {
    "Cortex-M0": { fast: [1_060, 0.94, 422, 0], small: [823, 0.9, 130, 0] },
    "Cortex-M0+": { fast: [1_060, 0.94, 422, 0], small: [823, 0.9, 130, 0] },
    "Cortex-M3": { fast: [1_337, 0.91, 420, 0], small: [1_459, 0.82, 122, 0] },
    "Cortex-M4F": { fast: [163, 1, 1_061, 1_172], small: [0, 0.69, 116, 0] },
    "Cortex-M33F": { fast: [163, 1, 1_061, 1_172], small: [0, 0.69, 116, 0] },
  },
  /** bytes that a file takes in Storage besides its content, at most */
  file: 40,
  /** bytes of a module's text besides JavaScript kernels, at most */
  module: 3_500,
  /** bytes of the part that saves, at most */
  saving: 2_200,
} as const;

/** How a network fits on a board that runs Espruino; bytes. */
export interface EspruinoFit {
  readonly board: string;
  readonly placement: EspruinoBoard["code"];
  readonly plan: PlanKind;
  readonly fits: boolean;
  /** whether the machine code was built, or its size is an estimate */
  readonly built: boolean;
  /** Espruino's variables; `left` is what a user's program has beside the network */
  readonly ram: Budget & {
    readonly linearMemory: number;
    /** a copy of the machine code */
    readonly code: number;
    /** JavaScript functions and numbers */
    readonly objects: number;
  };
  readonly storage: Budget & {
    readonly code: number;
    readonly module: number;
    /** both, with a full batch */
    readonly checkpoints: number;
  };
  readonly saves: Saves;
}

/** A way to run a network on a board. */
interface Way {
  readonly built: BuiltNetwork;
  readonly placement: Placement;
}

/** What fits on a board; where the board's own way does not, what would, or what is short by the least. */
export interface EspruinoBoardFit extends EspruinoFit {
  readonly instead?: EspruinoFit;
  readonly least?: EspruinoFit;
}

/**
 * How a network fits on boards that run Espruino.
 * @param assemble makes the machine code instead of estimating its size
 * @throws UserError when the network fits nowhere at all, or the compiler is missing
 */
export async function fitEspruinoBoards(
  resources: Resources,
  spec: NetworkSpec,
  boards: readonly EspruinoBoard[],
  assemble?: Assembler,
): Promise<EspruinoBoardFit[]> {
  const builds = buildPlans(resources, spec);
  const fits: EspruinoBoardFit[] = [];
  for (const board of boards) fits.push(await fitBoard(builds, board, assemble));
  return fits;
}

async function fitBoard(
  builds: readonly BuiltNetwork[],
  board: EspruinoBoard,
  assemble: Assembler | undefined,
): Promise<EspruinoBoardFit> {
  const placements = [...new Set<Placement>([board.code, "javascript"])];
  const ways = placements.flatMap((placement) => builds.map((built) => ({ built, placement })));
  const fits: EspruinoFit[] = [];
  for (const way of ways) fits.push(await fitOnEspruino(way, board, assemble));
  const best = fits.find(({ fits }) => fits);
  if (best?.placement === board.code) return best;
  const first = fits[0]!;
  if (best) return { ...first, instead: best };
  const least = fits.reduce((a, b) => (shortOf(b) < shortOf(a) ? b : a));
  return { ...first, least };
}

const shortOf = ({ ram, storage }: EspruinoFit) =>
  Math.max(0, -ram.left) + Math.max(0, -storage.left);

/**
 * Why a module will not fit: by how much, and what to try; undefined where it fits.
 * @param untried whether the small plan was not tried
 */
export async function whyUnfitOnEspruino(
  way: Way,
  board: EspruinoBoard,
  untried: boolean,
): Promise<string | undefined> {
  const fit = await fitOnEspruino(way, board, undefined);
  if (fit.fits) return undefined;
  const plan = untried ? 'choose "plan": "small", ' : "choose ";
  return `${board.name}: the network needs ${shortages({ variables: fit.ram, Storage: fit.storage })}; ${plan}a smaller batch or smaller layers (see \`fit\`)`;
}

/** How one way fits on a board. */
async function fitOnEspruino(
  way: Way,
  board: EspruinoBoard,
  assemble: Assembler | undefined,
): Promise<EspruinoFit> {
  const { built, placement } = way;
  const native = placement !== "javascript";
  const sizes =
    native && assemble ? await builtSizes(way, board, assemble) : estimatedSizes(way, board);
  const block = board.variables.bytes;
  /** a string in one piece takes whole blocks, and one for itself */
  const inBlocks = (bytes: number) => (bytes > 0 ? block * (1 + Math.ceil(bytes / block)) : 0);
  const parts = {
    linearMemory: inBlocks(built.plan.end),
    code: placement === "ram" ? inBlocks(sizes.code) : 0,
    objects: block * blocksOf(way),
  };
  const checkpoint = checkpointSize(built.spec);
  const files = {
    code: sizes.code > 0 ? sizes.code + COST.file : 0,
    module: sizes.module + COST.saving + 2 * COST.file + finderText("neural").length + COST.file,
    checkpoints: 2 * (checkpoint + COST.file),
  };
  const saves = savesOn(board, built.spec, files.code + files.module);
  const ram = { ...parts, ...budget(parts, ramOf(board)) };
  const storage = { ...files, ...budget(files, board.storage.bytes) };
  return {
    board: board.name,
    placement,
    plan: built.plan.kind,
    fits: ram.left >= 0 && storage.left >= 0,
    built: assemble !== undefined || !native,
    ram,
    storage,
    saves,
  };
}

/** Blocks of memory that the module's functions and small numbers take. */
function blocksOf({ built, placement }: Way): number {
  if (placement !== "javascript") return COST.loader;
  const { routines } = espruinoProgram(built);
  const parameters = routines.reduce((sum, routine) => sum + routine.parameters.length, 0);
  return COST.loader + COST.kernels + COST.routine * routines.length + parameters;
}

interface Sizes {
  readonly code: number;
  readonly module: number;
}

async function builtSizes(
  { built, placement }: Way,
  board: EspruinoBoard,
  assemble: Assembler,
): Promise<Sizes> {
  const { files, code } = await espruinoModuleWith(assemble, built, board, "neural", placement);
  return { code: code?.bytes.length ?? 0, module: files.at(-1)!.data.length };
}

function estimatedSizes({ built, placement }: Way, board: EspruinoBoard): Sizes {
  const { module } = COST;
  if (placement === "javascript") {
    return { code: 0, module: module + jsKernels(espruinoProgram(built)).length };
  }
  const { layers } = built.spec;
  const [own, perByte, perLayer, perTile] = COST.code[board.core as ThumbCore][built.plan.kind];
  const above = layers.slice(1).filter(({ units }) => units > 1);
  const tiled = above.filter(({ units }) => units >= 4);
  const code = own + perByte * built.wasm.length + perLayer * above.length + perTile * tiled.length;
  return { code: Math.ceil(code), module };
}
