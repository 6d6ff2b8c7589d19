import { hex } from "../../common/hex.js";
import { startNetwork } from "../../common/learning/start-network.js";
import { fingerprintOf } from "../../common/network/fingerprint.js";
import { counted } from "../../common/text.js";
import type { SimulateOptions } from "../boards/kind.js";
import { kindOf, refuseForeignFlags } from "../boards/kinds.js";
import { type DataOptions, dataPaths } from "../data-options.js";
import { type ExpectOptions, expecting } from "../expected-file.js";
import { failure } from "../file-error.js";
import { expectApart, expectWritable } from "../files.js";
import { findBoard } from "../flags.js";
import { readNetworkFile } from "../load-network.js";
import { print, tell } from "../print.js";
import { describeData, readObservations } from "../read-readings.js";
import { reportSimulation, watchSimulation } from "../watch-simulation.js";

interface SimulateCommandOptions extends SimulateOptions, ExpectOptions, DataOptions {
  readonly board: string;
  readonly steps: number;
  /** seconds that the board may take for one answer */
  readonly timeout: number;
  readonly report?: string;
  readonly trace?: string;
  readonly json: boolean;
}

/**
 * `perceptino simulate NETWORK DATA... --board B`: the same training in the board's simulator and here, compared step by step.
 * @returns the exit code: 0, 1 when a step differs or something is not as expected, or 128 and the number of the signal that stopped it
 */
export async function simulateCommand(
  path: string,
  data: readonly string[],
  options: SimulateCommandOptions,
): Promise<number> {
  const board = findBoard(options.board);
  const kind = kindOf(board);
  refuseForeignFlags("simulate", board, options);
  const { steps, report, trace } = options;
  await expectApart(
    { "the network file": path, ...dataPaths(data) },
    { "--report": report, "--trace": trace, ...(options.update && { "--expect": options.expect }) },
  );
  await expectWritable(report, trace);
  const hold = await expecting(options);
  const spec = await readNetworkFile(path);
  const built = await kind.build(spec, board, options);
  const host = await startNetwork(built);
  const { observations, said } = await readObservations(data, spec, host, true, options);
  tell(options, describeData(data, said));
  const simulation = await kind.simulate(built, board, observations, options);
  tell(options, simulation.about);
  const { result, exitCode } = await watchSimulation(options, (watch) =>
    simulation.run({ ...watch, steps, timeout: 1000 * options.timeout }),
  );
  const { facts, described, difference } = result;
  const bits = { label: "Bits", value: difference ?? "the same as Node's" };
  const unwritten =
    report === undefined
      ? undefined
      : await failure(reportSimulation(report, built, result, observations, [...described, bits]));
  // Nothing that differs or is not whole is to be expected from now on.
  const whole = difference === undefined && exitCode === 0;
  const expected = whole
    ? await hold?.({ network: hex(fingerprintOf(spec)), ...facts })
    : undefined;
  const lines = [
    difference === undefined
      ? `${counted(facts.steps, "step")}, the same bits as Node; parameters ${facts.hash}`
      : `DIFFERENT: ${difference}`,
    ...described.map(({ label, value }) => `${label.padEnd(20)}  ${value}`),
    ...(expected?.lines ?? []),
  ];
  const files = {
    ...(report !== undefined && !unwritten && { report }),
    ...(trace !== undefined && { trace }),
  };
  const told = { ...facts, ...files, ...(expected && { expected: expected.value }) };
  print(options, told, lines.join("\n"));
  if (unwritten) throw unwritten;
  return difference === undefined && expected?.met !== false ? exitCode : 1;
}
