import { constants } from "node:os";
import type { Board, FirmwareBoard } from "../../../../boards/index.js";
import type { BuiltNetwork } from "../../../common/compiler/build-network.js";
import type { EngineName } from "../../../common/fit/engine.js";
import { hex } from "../../../common/hex.js";
import { describeDifference } from "../../../common/learning/parity.js";
import type { Readings } from "../../../common/learning/readings.js";
import { count, counted } from "../../../common/text.js";
import { expectApart, prepareOutput } from "../../files.js";
import { findBoard, refuseFlags } from "../../flags.js";
import { boardFirmware } from "../../gcc/board-firmware.js";
import { readNetworkFile } from "../../load-network.js";
import { print, tell } from "../../print.js";
import { readReadings } from "../../read-readings.js";
import { type Simulation, simulate } from "../../simulators/firmware.js";
import { costFact, reportSimulation, watchSimulation } from "../../watch-simulation.js";
import { buildForBoard } from "../build-for-board.js";

export interface SimulateCommandOptions {
  readonly board: string;
  /** of firmware; "wasm3" when left out */
  readonly engine?: EngineName;
  readonly steps: number;
  /** seconds that the board may take for one answer */
  readonly timeout: number;
  readonly report?: string;
  readonly trace?: string;
  readonly json: boolean;
}

/**
 * `perceptino simulate NETWORK DATA --board B`: the same training in the board's simulator and here, compared step by step.
 * @returns the exit code: 0, 1 when a step differs, or 128 and the number of the signal that stopped it
 */
export async function simulateCommand(
  path: string,
  data: string,
  options: SimulateCommandOptions,
): Promise<number> {
  const { engine = "wasm3" } = options;
  const board = findBoard(options.board);
  if (board.kind === "espruino") refuseFlags(board, options, ["engine"]);
  await expectApart(
    { "the network file": path, "the data": data },
    { "--report": options.report, "--trace": options.trace },
  );
  const spec = await readNetworkFile(path);
  const readings = await readReadings(data, spec, true);
  for (const output of [options.report, options.trace]) {
    if (output !== undefined) await prepareOutput(output);
  }
  const built = await buildForBoard(spec, board, { engine });
  const { same, signal } = await simulateOn(board, built, readings, { ...options, engine });
  if (!same) return 1;
  return signal === undefined ? 0 : 128 + constants.signals[signal];
}

type FirmwareOptions = SimulateCommandOptions & { readonly engine: EngineName };

async function simulateOn(
  board: Board,
  built: BuiltNetwork,
  readings: Readings,
  options: FirmwareOptions,
): Promise<{ readonly same: boolean; readonly signal: NodeJS.Signals | undefined }> {
  if (board.kind === "firmware") return simulateFirmware(board, built, readings, options);
  // Loaded only here: the translator brings a compiler's library with it.
  const { simulateEspruino } = await import("../espruino/simulate.js");
  return simulateEspruino(board, built, readings, options);
}

/** Trains in our firmware on the board's simulator. */
async function simulateFirmware(
  board: FirmwareBoard,
  built: BuiltNetwork,
  readings: Readings,
  options: FirmwareOptions,
) {
  const firmware = await boardFirmware(built, board, options.engine, {
    target: "simulator",
  });
  const size = count(firmware.sizes.text + firmware.sizes.data);
  tell(
    options,
    `${built.spec.name} on ${board.name}, ${options.engine}: ${size} bytes of firmware`,
  );

  const { result: simulation, signal } = await watchSimulation(options, (watch) =>
    simulate(built, board, firmware.elf, readings, {
      steps: options.steps,
      timeout: 1000 * options.timeout,
      ...watch,
    }),
  );
  const { run, network } = simulation;
  const { difference, passLosses } = run;
  const facts = factsOf(simulation, firmware.sizes, board, options);
  if (options.report !== undefined) {
    const bits = difference ? describeDifference(difference) : "the same as Node's";
    const all = [...describe(facts), { label: "Bits", value: bits }];
    await reportSimulation(options.report, built, { network, passLosses }, readings, all);
  }
  const lines = [
    difference
      ? `DIFFERENT: ${describeDifference(difference)}`
      : `${counted(run.steps, "step")}, the same bits as Node; parameters ${facts.hash}`,
    ...describe(facts).map(({ label, value }) => `${label.padEnd(20)}  ${value}`),
  ];
  print(options, facts, lines.join("\n"));
  return { same: difference === undefined, signal };
}

/** What a simulation came to, for machines: sizes in bytes. */
function factsOf(
  { run, network, cost }: Simulation,
  { text, data, bss }: { text: number; data: number; bss: number },
  board: FirmwareBoard,
  options: FirmwareOptions,
) {
  const { difference, measures } = run;
  return {
    board: board.name,
    engine: options.engine,
    simulator: board.simulator.kind,
    steps: run.steps,
    same: difference === undefined,
    ...(difference && { difference }),
    hash: hex(network.hash()),
    cost: cost ?? null,
    ram: {
      static: data + bss,
      heap: measures.heap,
      stack: measures.stack,
      total: data + bss + measures.heap + measures.stack,
    },
    flash: text + data,
    ...(options.report !== undefined && { report: options.report }),
    ...(options.trace !== undefined && { trace: options.trace }),
  };
}

function describe({ board, engine, simulator, cost, ram, flash }: ReturnType<typeof factsOf>) {
  return [
    { label: "Simulated board", value: `${board}, ${engine}, in ${simulator}` },
    ...(cost ? [costFact(cost)] : []),
    {
      label: "RAM used at most",
      value: `${count(ram.total)} bytes: ${count(ram.static)} static, ${count(ram.heap)} heap, ${count(ram.stack)} stack`,
    },
    { label: "Flash", value: `${count(flash)} bytes` },
  ];
}
