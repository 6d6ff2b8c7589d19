import { SingleBar } from "cli-progress";
import type { BuiltNetwork } from "../../common/compiler/build-network.js";
import type { Readings } from "../../common/learning/readings.js";
import type { Network } from "../../common/loader/index.js";
import type { Fact } from "../../common/report/report.js";
import { count } from "../../common/text.js";
import { openOutput } from "../files.js";
import { tell } from "../print.js";
import type { StepCost } from "../simulators/firmware.js";
import { evaluationsOf, writeReport } from "../write-report.js";
import { catchSignals } from "./catch-signals.js";

/** What a simulation tells whoever watches it, and asks. */
export interface Watch {
  readonly stopped: () => boolean;
  readonly onStep: (step: number, loss: number, line: string) => void;
}

/** Simulates with a progress bar on a terminal and a trace where one is wanted; the first signal stops after the step. */
export async function watchSimulation<T>(
  options: { readonly steps: number; readonly json: boolean; readonly trace?: string },
  run: (watch: Watch) => Promise<T>,
): Promise<{ readonly result: T; readonly signal: NodeJS.Signals | undefined }> {
  const bar = new SingleBar({
    format: "{bar} step {value}/{total}  loss {loss}",
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
  });
  const showBar = process.stderr.isTTY && !options.json;
  const trace = options.trace === undefined ? undefined : await openOutput(options.trace);
  // A simulator that hangs does not end its step.
  const stop = catchSignals(() => {
    if (showBar) bar.stop();
    trace?.close();
    tell(options, `stopped${trace ? `; the steps until then are in ${options.trace}` : ""}`);
  });
  if (showBar) bar.start(options.steps, 0, { loss: "–" });
  try {
    const result = await run({
      stopped: () => stop.signal() !== undefined,
      onStep: (step, loss, line) => {
        trace?.add(line);
        if (showBar) bar.update(step, { loss: loss.toFixed(5) });
      },
    });
    return { result, signal: stop.signal() };
  } finally {
    if (showBar) bar.stop();
    stop.release();
    trace?.close();
  }
}

/** Writes the report of a simulation: its curve, and what the network that was trained along predicts. */
export async function reportSimulation(
  path: string,
  built: BuiltNetwork,
  { network, passLosses }: { readonly network: Network; readonly passLosses: readonly number[] },
  readings: Readings,
  facts: readonly Fact[],
): Promise<void> {
  const history = passLosses.map((loss, i) => ({ epoch: i + 1, loss }));
  const part = { title: "simulated", readings };
  const evaluations = evaluationsOf(network, built.spec.outputs, part);
  await writeReport(path, built, network, { history, evaluations, readings, facts });
}

const capital = (word: string) => word.replace(/^./, (first) => first.toUpperCase());

/** What a step costs, for people. */
export const costFact = ({ unit, least, median, most, grain }: StepCost): Fact => ({
  label: `${capital(unit)} a step`,
  value: `${count(median)} (${count(least)} to ${count(most)}, each ±${count(grain)})`,
});
