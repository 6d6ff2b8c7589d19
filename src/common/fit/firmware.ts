import { FIRMWARE_BOARDS, type FirmwareBoard } from "../../../boards/index.js";
import type { BuiltNetwork } from "../compiler/build-network.js";
import type { NetworkSpec } from "../network/network-file.js";
import type { PlanKind } from "../network/plan.js";
import type { Resources } from "../resources.js";
import { type Budget, budget, buildPlans, checkpointSize, shortages } from "./budget.js";
import { COMPILED_ENGINES, type CompiledEngine, type EngineName, stackBytes } from "./engine.js";

/**
 * What firmware costs besides the network, in bytes, measured on builds by arm-none-eabi-gcc 12.2.1 of networks from 6-1 to
 * 64-64-1 in both plans, by `perceptino fit NETWORK --build` and, for the heap, `perceptino simulate`. Estimates made of
 * these err to the side of too much; a test holds them against builds.
 */
const COST = {
  /** flash of the firmware with wasm3, without the module */
  wasm3: {
    "Cortex-M4F": 75_000,
    "Cortex-M33F": 75_000,
    "Cortex-M3": 75_500,
    "Cortex-M0": 86_500,
    "Cortex-M0+": 86_500,
  },
  /** flash of the firmware with C: a part of its own and one for each byte of the Wasm module, at most */
  c: {
    "Cortex-M4F": [4_000, 3.6],
    "Cortex-M33F": [4_000, 3.6],
    "Cortex-M3": [5_000, 4.7],
    "Cortex-M0": [6_500, 5],
    "Cortex-M0+": [6_500, 5],
  },
  /** wasm3's heap for its code and tables: a part of its own and one for each byte of the Wasm module; within 6 % */
  interpreter: [1_700, 4],
  /** wasm3's own stack */
  interpreterStack: 2_048,
  /** initialised data of the C library that wasm3 needs */
  wasm3Data: 104,
  /** static data for the protocol and the learner: a part of its own and one for each input, besides one frame */
  firmware: [120, 12],
  /** the longest frame's payload, at least */
  frame: 256,
} as const;

/** How a network fits on a board with one engine. */
export interface Fit {
  readonly board: string;
  readonly engine: EngineName;
  readonly plan: PlanKind;
  readonly fits: boolean;
  /** whether the firmware was built, or its size is an estimate */
  readonly built: boolean;
  readonly ram: Budget & {
    readonly linearMemory: number;
    readonly interpreterCode: number;
    readonly interpreterStack: number;
    /** the firmware's own data, and its stack */
    readonly firmware: number;
    /** checkpoints, where the board keeps them in RAM */
    readonly checkpoints: number;
  };
  readonly flash: Budget & {
    readonly firmware: number;
    readonly module: number;
    /** checkpoints, where the board keeps them in flash */
    readonly checkpoints: number;
  };
}

/** What fits on a board, first with wasm3 and otherwise with what would. */
export interface BoardFit extends Fit {
  /** the first of the other ways that fits, where this one does not */
  readonly instead?: Fit;
  /** where nothing fits: the way that is short by the least */
  readonly least?: Fit;
}

/** Bytes of the two checkpoint slots (SPEC.md, "Checkpoints on a device"). */
function checkpointBytes(spec: NetworkSpec, { firmware }: FirmwareBoard): number {
  const { unit } = firmware.checkpoints;
  return 2 * Math.ceil(checkpointSize(spec) / unit) * unit;
}

/** What finds a firmware's cost by building it. Throws a UserError when it cannot. */
export type Measure = (
  built: BuiltNetwork,
  board: FirmwareBoard,
  engine: CompiledEngine,
) => Promise<FirmwareCost>;

/** Bytes that a firmware takes: static RAM without the network's memory, and flash without the module. */
export interface FirmwareCost {
  readonly static: number;
  readonly flash: number;
}

function estimate(built: BuiltNetwork, board: FirmwareBoard, engine: CompiledEngine): FirmwareCost {
  const inputs = built.spec.inputs.length;
  const frame = Math.max(COST.frame, 4 + 8 * inputs, 4 * (inputs + built.spec.outputs.length));
  const ram = COST.firmware[0] + COST.firmware[1] * inputs + frame;
  if (engine === "wasm3") return { static: ram + COST.wasm3Data, flash: COST.wasm3[board.core] };
  const [own, perByte] = COST.c[board.core];
  return { static: ram, flash: own + Math.ceil(perByte * built.wasm.length) };
}

/** How a built network fits on a board with an engine, by estimates or by a build's cost. */
export function fitOf(
  built: BuiltNetwork,
  board: FirmwareBoard,
  engine: CompiledEngine,
  measured?: FirmwareCost,
): Fit {
  const wasm3 = engine === "wasm3";
  const cost = measured ?? estimate(built, board, engine);
  const checkpoints = checkpointBytes(built.spec, board);
  const inFlash = board.firmware.checkpoints.where === "flash";
  const stack = stackBytes(board, engine);
  const [own, perByte] = COST.interpreter;
  const ram = {
    linearMemory: built.plan.end,
    interpreterCode: wasm3 ? own + Math.ceil(perByte * built.wasm.length) : 0,
    interpreterStack: wasm3 ? COST.interpreterStack : 0,
    firmware: cost.static + stack,
    checkpoints: inFlash ? 0 : checkpoints + 8,
  };
  const flash = {
    firmware: cost.flash,
    module: wasm3 ? built.wasm.length : 0,
    checkpoints: inFlash ? checkpoints : 0,
  };
  const budgets = {
    ram: { ...ram, ...budget(ram, board.firmware.ram.length) },
    flash: { ...flash, ...budget(flash, board.firmware.flash.length) },
  };
  const fits = budgets.ram.left >= 0 && budgets.flash.left >= 0;
  const plan = built.plan.kind;
  return { board: board.name, engine, plan, fits, built: measured !== undefined, ...budgets };
}

/**
 * How a network fits on each board: with wasm3 and the plan that the network file asks for; where that does not fit, what
 * would.
 * @param measure builds every firmware instead of estimating its size
 * @throws UserError when the network fits nowhere at all, or the compiler is missing
 */
export async function fitBoards(
  resources: Resources,
  spec: NetworkSpec,
  boards: readonly FirmwareBoard[] = FIRMWARE_BOARDS,
  measure?: Measure,
): Promise<BoardFit[]> {
  const builds = buildPlans(resources, spec);
  return Promise.all(boards.map((board) => fitBoard(builds, board, measure)));
}

async function fitBoard(
  builds: readonly BuiltNetwork[],
  board: FirmwareBoard,
  measure: Measure | undefined,
): Promise<BoardFit> {
  const ways = COMPILED_ENGINES.flatMap((engine) => builds.map((built) => ({ engine, built })));
  const estimates = ways.map(({ engine, built }) => fitOf(built, board, engine));
  const exact = async (fit: Fit): Promise<Fit> => {
    const way = ways[estimates.indexOf(fit)]!;
    if (!measure || !fit.fits) return fit; // what does not fit cannot be linked
    return fitOf(way.built, board, way.engine, await measure(way.built, board, way.engine));
  };
  const wasm3 = estimates.filter(({ engine }) => engine === "wasm3");
  const first = wasm3.find(({ fits }) => fits) ?? wasm3[0]!;
  if (first.fits) return exact(first);
  const other = estimates.find(({ fits }) => fits);
  if (other) return { ...first, instead: await exact(other) };
  const least = estimates.reduce((best, fit) => (shortOf(fit) < shortOf(best) ? fit : best));
  return { ...first, least };
}

/** Bytes that a way is short by. */
const shortOf = ({ ram, flash }: Fit) => Math.max(0, -ram.left) + Math.max(0, -flash.left);

/** Why a firmware will not fit: by how much, and what to try; undefined where it fits. */
export function whyUnfit(
  built: BuiltNetwork,
  board: FirmwareBoard,
  engine: CompiledEngine,
  {
    insteadC,
    untried,
  }: {
    /** what a person says to have C instead of wasm3 */
    readonly insteadC: string;
    /** whether the small plan was not tried */
    readonly untried: boolean;
  },
): string | undefined {
  const fit = fitOf(built, board, engine);
  if (fit.fits) return undefined;
  const other = engine === "wasm3" && fitOf(built, board, "c").fits;
  const advice = other
    ? `try ${insteadC}`
    : untried
      ? 'choose "plan": "small" or a smaller network'
      : "make layers or batch smaller";
  return `${board.name} with ${engine}: the network needs ${describeShortage(fit)}; ${advice} (see \`fit\`)`;
}

/** By how much a way does not fit, in words. */
export const describeShortage = ({ ram, flash }: Fit): string => shortages({ RAM: ram, flash });
