import { constants } from "node:os";
import { SingleBar } from "cli-progress";
import type { FirmwareBoard } from "../../boards/index.js";
import { boardFirmware, type EngineName } from "../board-firmware.js";
import { type BuiltNetwork, buildNetwork } from "../build.js";
import { describeDifference } from "../device-run.js";
import { expectApart, prepareOutput } from "../files.js";
import { expectFit } from "../fit.js";
import { findFirmwareBoard, memoryOf } from "../flags.js";
import { hex } from "../hex.js";
import { readNetworkFile } from "../load-network.js";
import { count, counted, print, tell } from "../print.js";
import { type Readings, readReadings } from "../readings.js";
import { type Simulation, type StepCost, simulate } from "../simulate.js";
import { openTrace } from "../trace.js";
import { evaluationsOf, writeReport } from "../write-report.js";
import { catchSignals } from "./catch-signals.js";

interface SimulateCommandOptions {
  readonly board: string;
  readonly engine: EngineName;
  readonly steps: number;
  /** seconds that the firmware may take for one answer */
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
  const board = findFirmwareBoard(options.board);
  await expectApart(
    { "the network file": path, "the data": data },
    { "--report": options.report, "--trace": options.trace },
  );
  const spec = await readNetworkFile(path);
  const readings = await readReadings(data, spec, true);
  for (const output of [options.report, options.trace]) {
    if (output !== undefined) await prepareOutput(output);
  }
  const built = await buildNetwork(spec, memoryOf(board));
  expectFit(built, board, options.engine);
  const firmware = await boardFirmware(built, board, options.engine, {
    target: "simulator",
  });
  const size = count(firmware.sizes.text + firmware.sizes.data);
  tell(options, `${spec.name} on ${board.name}, ${options.engine}: ${size} bytes of firmware`);

  const { simulation, signal } = await watched(built, board, firmware.elf, readings, options);
  const facts = factsOf(simulation, firmware.sizes, board, options);
  if (options.report !== undefined) {
    await report(options.report, built, simulation, readings, describe(facts));
  }
  const { difference } = simulation.run;
  const lines = [
    difference
      ? `DIFFERENT: ${describeDifference(difference)}`
      : `${counted(simulation.run.steps, "step")}, the same bits as Node; parameters ${facts.hash}`,
    ...describe(facts).map(({ label, value }) => `${label.padEnd(20)}  ${value}`),
  ];
  print(options, facts, lines.join("\n"));
  if (difference) return 1;
  return signal === undefined ? 0 : 128 + constants.signals[signal];
}

/** Simulates with a progress bar on a terminal; the first signal stops after the current step. */
async function watched(
  built: BuiltNetwork,
  board: FirmwareBoard,
  elf: Uint8Array,
  readings: Readings,
  options: SimulateCommandOptions,
) {
  const bar = new SingleBar({
    format: "{bar} step {value}/{total}  loss {loss}",
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
  });
  const showBar = process.stderr.isTTY && !options.json;
  const stop = catchSignals();
  const trace = options.trace === undefined ? undefined : await openTrace(options.trace);
  if (showBar) bar.start(options.steps, 0, { loss: "–" });
  try {
    const simulation = await simulate(built, board, elf, readings, {
      steps: options.steps,
      timeout: 1000 * options.timeout,
      stopped: () => stop.signal() !== undefined,
      onStep: (step, loss, line) => {
        trace?.add(line);
        if (showBar) bar.update(step, { loss: loss.toFixed(5) });
      },
    });
    return { simulation, signal: stop.signal() };
  } finally {
    if (showBar) bar.stop();
    stop.release();
    trace?.close();
  }
}

/** What a simulation came to, for machines: sizes in bytes. */
function factsOf(
  { run, network, cost }: Simulation,
  { text, data, bss }: { text: number; data: number; bss: number },
  board: FirmwareBoard,
  options: SimulateCommandOptions,
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
    ...(cost ? [{ label: `${capital(cost.unit)} a step`, value: describeCost(cost) }] : []),
    {
      label: "RAM used at most",
      value: `${count(ram.total)} bytes: ${count(ram.static)} static, ${count(ram.heap)} heap, ${count(ram.stack)} stack`,
    },
    { label: "Flash", value: `${count(flash)} bytes` },
  ];
}

const capital = (word: string) => word.replace(/^./, (first) => first.toUpperCase());

const describeCost = ({ least, median, most, grain }: StepCost) =>
  `${count(median)} (${count(least)} to ${count(most)}, each ±${count(grain)})`;

async function report(
  path: string,
  built: BuiltNetwork,
  { run, network }: Simulation,
  readings: Readings,
  facts: readonly { label: string; value: string }[],
): Promise<void> {
  const history = run.passLosses.map((loss, i) => ({ epoch: i + 1, loss }));
  const part = { title: "simulated", readings };
  const evaluations = evaluationsOf(network, built.spec.outputs, part);
  const bits = run.difference ? describeDifference(run.difference) : "the same as Node's";
  await writeReport(path, built, network, {
    history,
    evaluations,
    readings,
    facts: [...facts, { label: "Bits", value: bits }],
  });
}
