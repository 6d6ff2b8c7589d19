import type { EspruinoBoard } from "../../../boards/index.js";
import type { BuiltNetwork } from "../compiler/build-network.js";
import type { ThumbOptions } from "../compiler/thumb/code.js";
import { espruinoModule, espruinoProgram } from "../espruino/module.js";
import { MODULE_NAME, type Placement } from "../espruino/module-name.js";
import { type Saves, savesOn } from "../espruino/saves.js";
import { finderText } from "../espruino/versions.js";
import type { NetworkSpec } from "../network/network-file.js";
import type { PlanKind } from "../network/plan.js";
import type { Resources } from "../resources.js";
import { type Budget, budget, buildPlans, checkpointSize, shortages } from "./budget.js";
import { ramOf } from "./memory.js";

/**
 * What a module costs on Espruino beside its files, measured in Espruino 2v29 for 32-bit ARM Linux; with these a network is
 * within a tenth of what it takes of a board's memory, and tests hold them.
 */
const COST = {
  /** blocks of memory for the loader's functions and what they hold */
  loader: 275,
  /** blocks for JavaScript kernels, besides those for each routine and each parameter */
  kernels: 40,
  routine: 8,
  /** bytes that a file takes in Storage besides its content, at most */
  file: 40,
} as const;

/** How a network fits on a board that runs Espruino; bytes. */
export interface EspruinoFit {
  readonly board: string;
  readonly placement: EspruinoBoard["code"];
  readonly plan: PlanKind;
  readonly fits: boolean;
  /** as with firmware that is built; nothing here is an estimate but what Espruino's functions and numbers take */
  readonly built: true;
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
export interface EspruinoWay extends ThumbOptions {
  readonly built: BuiltNetwork;
  readonly placement: Placement;
}

/** What fits on a board; where the board's own way does not, what would, or what is short by the least. */
export interface EspruinoBoardFit extends EspruinoFit {
  readonly instead?: EspruinoFit;
  readonly least?: EspruinoFit;
}

/**
 * How a network fits on boards that run Espruino. Everything is made, none of it estimated, but for what Espruino's own
 * functions and numbers take.
 * @param options of the machine code
 * @throws UserError when the network fits nowhere at all, a core has no machine code, or an option is not known
 */
export function fitEspruinoBoards(
  resources: Resources,
  spec: NetworkSpec,
  boards: readonly EspruinoBoard[],
  options?: ThumbOptions,
): EspruinoBoardFit[] {
  const builds = buildPlans(resources, spec);
  return boards.map((board) => fitBoard(builds, board, options));
}

function fitBoard(
  builds: readonly BuiltNetwork[],
  board: EspruinoBoard,
  options: ThumbOptions | undefined,
): EspruinoBoardFit {
  const placements = [...new Set<Placement>([board.code, "javascript"])];
  const ways = placements.flatMap((placement) =>
    builds.map((built) => ({ built, placement, ...options })),
  );
  // Each way is made whole: the first that fits is all that most boards need.
  const fits: EspruinoFit[] = [];
  for (const way of ways) {
    const fit = fitOnEspruino(way, board);
    fits.push(fit);
    if (fit.fits) break;
  }
  const first = fits[0]!;
  const best = fits.find(({ fits }) => fits);
  if (best?.placement === board.code) return best;
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
export function whyUnfitOnEspruino(
  way: EspruinoWay,
  board: EspruinoBoard,
  untried: boolean,
): string | undefined {
  const fit = fitOnEspruino(way, board);
  if (fit.fits) return undefined;
  const plan = untried ? 'choose "plan": "small", ' : "choose ";
  return `${board.name}: the network needs ${shortages({ variables: fit.ram, Storage: fit.storage })}; ${plan}a smaller batch or smaller layers (see \`fit\`)`;
}

/** Bytes of the files of a module. */
export interface ModuleSizes {
  /** machine code; 0 where there is none */
  readonly code: number;
  /** the loader, and what saves */
  readonly texts: number;
}

/** What a way comes to in Storage, by making it. */
export function moduleSizes(way: EspruinoWay, board: EspruinoBoard): ModuleSizes {
  const made = espruinoModule(way.built, board, MODULE_NAME, way.placement, way);
  const [module, saving, code = 0] = made.files.map(({ data }) => data.length).reverse();
  return { code, texts: module! + saving! };
}

/** How one way fits on a board. @param sizes by default those of the module, which is made for them */
export function fitOnEspruino(
  way: EspruinoWay,
  board: EspruinoBoard,
  { code, texts }: ModuleSizes = moduleSizes(way, board),
): EspruinoFit {
  const { built, placement } = way;
  const block = board.variables.bytes;
  /** a string in one piece takes whole blocks, and one for itself */
  const inBlocks = (bytes: number) => (bytes > 0 ? block * (1 + Math.ceil(bytes / block)) : 0);
  const parts = {
    linearMemory: inBlocks(built.plan.end),
    code: placement === "ram" ? inBlocks(code) : 0,
    objects: block * blocksOf(way),
  };
  const checkpoint = checkpointSize(built.spec);
  const files = {
    code: code === 0 ? 0 : code + COST.file,
    module: texts + finderText(MODULE_NAME).length + 3 * COST.file,
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
    built: true,
    ram,
    storage,
    saves,
  };
}

/** Blocks of memory that the module's functions and small numbers take. */
function blocksOf({ built, placement }: EspruinoWay): number {
  if (placement !== "javascript") return COST.loader;
  const { routines } = espruinoProgram(built);
  const parameters = routines.reduce((sum, routine) => sum + routine.parameters.length, 0);
  return COST.loader + COST.kernels + COST.routine * routines.length + parameters;
}
