import type { BuiltNetwork } from "../common/compiler/build-network.js";
import type { Observations } from "../common/learning/observations.js";
import type { Network } from "../common/loader/index.js";
import type { Fact } from "../common/report/report.js";
import { capital, count } from "../common/text.js";
import { catchSignals } from "./catch-signals.js";
import { openOutput } from "./files.js";
import { tell } from "./print.js";
import { progressBar } from "./progress-bar.js";
import type { StepCost } from "./simulators/firmware.js";

/** What a simulation tells whoever watches it, and asks. */
export interface Watch {
  readonly stopped: () => boolean;
  readonly onStep: (step: number, loss: number, line: string) => void;
}

/** Simulates with a progress bar on a terminal and a trace where one is wanted; the first signal stops after the step. */
export async function watchSimulation<T>(
  options: { readonly steps: number; readonly json: boolean; readonly trace?: string },
  run: (watch: Watch) => Promise<T>,
): Promise<{ readonly result: T; readonly exitCode: number }> {
  const bar = progressBar(options, "step {value}/{total}  loss {loss}");
  const trace = options.trace === undefined ? undefined : await openOutput(options.trace);
  // A simulator that hangs does not end its step.
  const stop = catchSignals(() => {
    bar.stop();
    trace?.close();
    tell(options, `stopped${trace ? `; the steps until then are in ${options.trace}` : ""}`);
  });
  bar.show(0, options.steps, () => ({ loss: "–" }));
  try {
    const result = await run({
      stopped: () => stop.signal() !== undefined,
      onStep: (step, loss, line) => {
        trace?.add(line);
        bar.show(step, options.steps, () => ({ loss: loss.toFixed(5) }));
      },
    });
    return { result, exitCode: stop.exitCode() };
  } finally {
    bar.stop();
    stop.release();
    trace?.close();
  }
}

/** Writes the report of a simulation: its curve, and what the network that was trained along predicts. */
export async function reportSimulation(
  path: string,
  built: BuiltNetwork,
  { network, passLosses }: { readonly network: Network; readonly passLosses: readonly number[] },
  observations: Observations,
  facts: readonly Fact[],
): Promise<void> {
  // It brings charts along, which most simulations do without.
  const { evaluationsOf } = await import("../common/report/evaluations-of.js");
  const { writeReport } = await import("./write-report.js");
  const history = passLosses.map((loss, i) => ({ epoch: i + 1, loss }));
  const part = { title: "simulated", observations };
  const evaluations = evaluationsOf(network, built.spec, part);
  await writeReport(path, built, network, { history, evaluations, observations, facts });
}

/** What a step costs, for people. */
export const costFact = ({ unit, least, median, most, grain }: StepCost): Fact => ({
  label: `${capital(unit)} a step`,
  value: `${count(median)} (${count(least)} to ${count(most)}, each ±${count(grain)})`,
});
