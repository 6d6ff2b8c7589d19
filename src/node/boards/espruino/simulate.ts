import type { EspruinoBoard } from "../../../../boards/index.js";
import type { BuiltNetwork } from "../../../common/compiler/build-network.js";
import type { Optimize, ThumbOptions } from "../../../common/compiler/thumb/code.js";
import { espruinoModule } from "../../../common/espruino/module.js";
import { MODULE_NAME, type Placement } from "../../../common/espruino/module-name.js";
import { planUpload } from "../../../common/espruino/versions.js";
import { fitOnEspruino } from "../../../common/fit/espruino.js";
import { ramOf } from "../../../common/fit/memory.js";
import { hex } from "../../../common/hex.js";
import { type Difference, describeDifference } from "../../../common/learning/parity.js";
import type { Readings } from "../../../common/learning/readings.js";
import type { Network } from "../../../common/loader/index.js";
import { capital, count, counted } from "../../../common/text.js";
import { expectDuktape } from "../../simulators/duktape.js";
import {
  type CoreRun,
  coreOf,
  type EspruinoSimulateOptions,
  type ProgramRun,
  simulateOnCore,
  simulateOnDuktape,
  simulateOnLinux,
} from "../../simulators/espruino.js";
import {
  type EspruinoBuild,
  espruinoBuild,
  espruinoPath,
} from "../../simulators/espruino-linux.js";
import type { StepCost } from "../../simulators/firmware.js";
import { expectQemu } from "../../simulators/qemu.js";
import { costFact } from "../../watch-simulation.js";
import type { SimulateOptions, Simulation, SimulationRun } from "../kind.js";

/** A way to run a board's network here. */
interface Way {
  readonly what: "machine code" | "JavaScript";
  /** for people: where it runs */
  readonly on: string;
  run(options: EspruinoSimulateOptions): Promise<Outcome>;
}

/** A module on the board; bytes. */
interface ModuleFacts {
  readonly placement: Placement;
  /** of machine code */
  readonly code: number;
  /** of the files of an upload */
  readonly storage: number;
  /** what the machine code was made for */
  readonly optimize?: Optimize;
}

/** What a way came to. */
interface Outcome {
  readonly steps: number;
  readonly difference?: Difference;
  /** the difference in a sentence */
  readonly words?: string;
  readonly network: Network;
  readonly passLosses: readonly number[];
  /** whether the checkpoint that the module saved is Node's */
  readonly saved?: boolean;
  readonly cost?: StepCost;
  /** bytes of stack that the machine code took */
  readonly stack?: number;
  /** what the network takes of a real Espruino's variables, and the bytes of one */
  readonly variables?: { readonly count: number; readonly bytes: number };
  readonly module?: ModuleFacts;
}

type WayResult = Pick<Way, "what" | "on"> & Outcome;

/** Where a module's code runs on the board, and what it is made for. */
type ModuleWay = ThumbOptions & { readonly placement: Placement };

/** What is not run, and why. */
interface NotRun {
  readonly what: string;
  readonly why: string;
}

interface Preparation {
  readonly ways: readonly Way[];
  readonly notRun: readonly NotRun[];
  /** where it is known before the run */
  readonly module?: ModuleFacts;
}

/**
 * Makes a board's network ready to train with what there is here: its machine code on an emulated core and its JavaScript on
 * Duktape; or, where the environment variable ESPRUINO names a build for Linux, in Espruino itself.
 */
export async function prepareSimulation(
  built: BuiltNetwork,
  board: EspruinoBoard,
  readings: Readings,
  options: SimulateOptions,
): Promise<Simulation> {
  const path = espruinoPath();
  const build = path === undefined ? undefined : await espruinoBuild(path);
  if (build === undefined) await expectDuktape();
  const { placement = board.code, optimize } = options;
  const way = { placement, ...(optimize && { optimize }) };
  const { objects } = fitOnEspruino({ built, ...way }, board).ram;
  const { ways, notRun, module } = build
    ? inEspruino(build, board, built, readings, way)
    : await withoutEspruino(board, built, readings, way);
  const places = ways.map(({ what, on }) => `${what} ${on}`);
  return {
    about: `${built.spec.name} for ${board.name}: ${places.join("; ")}`,
    async run(options) {
      const results = await runAll(ways, options);
      const stopped = ways
        .slice(results.length)
        .map(({ what }) => ({ what, why: "stopped before" }));
      const facts = factsOf(board, built, {
        results,
        notRun: [...notRun, ...stopped],
        module: module ?? results[0]!.module!,
        placement,
        objects,
      });
      const different = results.find(({ words }) => words !== undefined);
      const { network, passLosses } = results[0]!;
      return {
        facts,
        described: describe(results, facts),
        ...(different && { difference: `${different.what} ${different.on}: ${different.words}` }),
        network,
        passLosses,
      };
    },
  };
}

/** One way after the other; the first is run in any case. */
async function runAll(ways: readonly Way[], options: SimulationRun): Promise<readonly WayResult[]> {
  const results: WayResult[] = [];
  for (const way of ways) {
    if (results.length > 0 && options.stopped()) break;
    // The trace is the first one's: all are the same.
    const onStep: typeof options.onStep = (step, loss, line) =>
      options.onStep(step, loss, results.length > 0 ? "" : line);
    results.push({ ...way, ...(await way.run({ ...options, onStep })) });
  }
  return results;
}

const PLACES_ON_CORE = { storage: "flash", ram: "RAM" } as const;
const SIMULATORS = { qemu: "QEMU", rp2040js: "rp2040js" } as const;

/** Machine code on an emulated core, where there is one, and JavaScript on Duktape. */
async function withoutEspruino(
  board: EspruinoBoard,
  built: BuiltNetwork,
  readings: Readings,
  { placement, ...options }: ModuleWay,
): Promise<Preparation> {
  const { files, code } = espruinoModule(built, board, MODULE_NAME, placement, options);
  const core = coreOf(board);
  if (code && core?.simulator.kind === "qemu") await expectQemu();
  const place = placement === "ram" ? "ram" : "storage";
  const onCore: Way | undefined = code &&
    core && {
      what: "machine code",
      on: `for ${board.core}, from ${PLACES_ON_CORE[place]}, on ${core.name} in ${SIMULATORS[core.simulator.kind]}`,
      async run(options) {
        const run = await simulateOnCore(core, built, { code, place }, readings, options);
        const { cost, stack } = run;
        return { ...outcomeOf(run), stack, ...(cost && { cost }) };
      },
    };
  const onDuktape: Way = {
    what: "JavaScript",
    on: "on Duktape",
    run: async (options) => outcomeOf(await simulateOnDuktape(board, built, readings, options)),
  };
  const notRun = [
    ...(onCore ? [] : [noMachineCode(board, placement)]),
    { what: "Espruino", why: "set ESPRUINO to a Linux build of it" },
  ];
  const storage = planUpload(files, []).write.reduce((sum, { data }) => sum + data.length, 0);
  const module = {
    ...{ placement, code: code?.bytes.length ?? 0, storage },
    ...(code && { optimize: code.optimize }),
  };
  return { ways: [...(onCore ? [onCore] : []), onDuktape], notRun, module };
}

const noMachineCode = ({ core, code, name }: EspruinoBoard, placement: Placement): NotRun => ({
  what: "machine code",
  why:
    code === "javascript"
      ? `${name} runs JavaScript`
      : placement === "javascript"
        ? "left out by --placement javascript"
        : `no ${core} is simulated`,
});

/** The module in Espruino for Linux. */
function inEspruino(
  build: EspruinoBuild,
  board: EspruinoBoard,
  built: BuiltNetwork,
  readings: Readings,
  way: ModuleWay,
): Preparation {
  const native = way.placement !== "javascript";
  const able = build.core === "32-bit ARM";
  const onLinux: Way = {
    what: native && able ? "machine code" : "JavaScript",
    on: `in Espruino for ${build.core} Linux`,
    async run(options) {
      const run = await simulateOnLinux(build, board, built, readings, options, way);
      const { placement, code: bytes, bytes: storage, variables } = run;
      return { ...outcomeOf(run), variables, module: { placement, code: bytes, storage } };
    },
  };
  const why = `ESPRUINO is for ${build.core}; unset it to run the code on ${board.simulatedOn}`;
  const missing = able ? [] : [{ what: "machine code", why }];
  return { ways: [onLinux], notRun: native ? missing : [noMachineCode(board, way.placement)] };
}

function outcomeOf({
  steps,
  difference,
  network,
  passLosses,
  saved,
}: ProgramRun | CoreRun): Outcome {
  const differing = difference && { difference, words: describeDifference(difference) };
  return { steps, network, passLosses, saved, ...differing };
}

/** What a simulation came to, for machines: sizes in bytes. */
function factsOf(
  board: EspruinoBoard,
  { plan }: BuiltNetwork,
  {
    results,
    notRun,
    module,
    placement,
    objects,
  }: {
    readonly results: readonly WayResult[];
    readonly notRun: readonly NotRun[];
    readonly module: ModuleFacts;
    /** on the board */
    readonly placement: Placement;
    readonly objects: number;
  },
) {
  const code = placement === "ram" ? module.code : 0;
  return {
    board: board.name,
    placement: module.placement,
    steps: Math.min(...results.map(({ steps }) => steps)),
    same: results.every(({ difference }) => difference === undefined),
    ran: results.map(({ what, on, steps, difference, saved, stack, variables }) => ({
      what,
      on,
      steps,
      same: difference === undefined,
      ...(difference && { difference }),
      ...(saved !== undefined && { saved }),
      ...(stack !== undefined && { stack }),
      ...(variables && { variables }),
    })),
    notRun,
    hash: hex(results[0]!.network.hash()),
    cost: results.find(({ cost }) => cost)?.cost ?? null,
    ram: {
      linearMemory: plan.end,
      code,
      objects,
      total: plan.end + code + objects,
      available: ramOf(board),
    },
    code: module.code,
    storage: module.storage,
    ...(module.optimize && { optimize: module.optimize }),
  };
}

const PLACES: Readonly<Record<Placement, string>> = {
  storage: "Storage",
  ram: "RAM",
  javascript: "its text",
};

function describe(results: readonly WayResult[], facts: ReturnType<typeof factsOf>) {
  const { ram, notRun, cost, code, storage } = facts;
  const parts = [
    `${count(ram.linearMemory)} linear memory`,
    ...(ram.code > 0 ? [`${count(ram.code)} machine code`] : []),
    `about ${count(ram.objects)} functions and numbers`,
  ];
  return [
    ...results.map(({ what, on, words, steps, saved, stack, variables, module }) => ({
      label: capital(what),
      value: [
        `${on}${module?.code ? `, from ${PLACES[module.placement]}` : ""}: ${words ?? `${counted(steps, "step")}, the same bits`}`,
        ...(saved ? ["the same checkpoint"] : []),
        ...(stack ? [`${count(stack)} bytes of stack`] : []),
        ...(variables ? [`${count(variables.count)} variables of ${variables.bytes} bytes`] : []),
      ].join("; "),
    })),
    ...notRun.map(({ what, why }) => ({ label: capital(what), value: `not run: ${why}` })),
    ...(cost ? [costFact(cost)] : []),
    {
      label: "RAM",
      value: `${count(ram.total)} of ${count(ram.available)} bytes of variables: ${parts.join(", ")}`,
    },
    {
      label: "Storage",
      value: `${count(storage)} bytes${code > 0 ? `, ${count(code)} of them machine code` : ""}`,
    },
  ];
}
