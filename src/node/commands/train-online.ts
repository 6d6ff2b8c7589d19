import { describeTable } from "../../common/data/table.js";
import { UsageError, UserError } from "../../common/errors.js";
import { hex } from "../../common/hex.js";
import { liveReadings } from "../../common/learning/live-readings.js";
import { dataColumnsOf } from "../../common/learning/readings.js";
import { inPlace } from "../../common/learning/rows.js";
import type { Network } from "../../common/loader/index.js";
import { describedCheckpoint } from "../../common/network/checkpoint-file.js";
import type { NetworkSpec } from "../../common/network/network-file.js";
import { counted, printable } from "../../common/text.js";
import { type DataOptions, readingOptionsOf, tableOptionsOf } from "../data-options.js";
import { readLive } from "../live-input.js";
import { tell } from "../print.js";
import { describeData } from "../read-readings.js";
import { keepCheckpoint } from "./checkpoint-keeper.js";

interface OnlineOptions extends DataOptions {
  readonly checkpoint: string;
  readonly resume: boolean;
  readonly overwrite: boolean;
  readonly json: boolean;
}

/** Refuses --online where there is nothing that comes row by row. */
export function expectOnline(data: readonly string[]): void {
  if (data.length === 1 && data[0] === "-") return;
  throw new UsageError(
    `--online: got ${data.join(", ")}, expected - for standard input, which it reads as readings come; leave --online out to train on files`,
  );
}

/**
 * Trains on what comes on standard input as a device does: each reading once, a step when the batch is full, a line for
 * each step. The checkpoint is written every few seconds and at the end, with what the batch then holds.
 * @returns the exit code
 */
export async function trainOnline(
  network: Network,
  spec: NetworkSpec,
  options: OnlineOptions,
): Promise<number> {
  const { batch } = network.engine.layout;
  const older = options.resume || options.overwrite ? "replace" : "keep";
  const keeper = keepCheckpoint(options.checkpoint, older);
  const labels: string[] = []; // of the last readings, as many as a window has
  let readings = 0;
  let wrong: unknown;
  let writing = Promise.resolve();
  const keep = (end: boolean) => {
    writing = writing
      .then(() => keeper.take(network.steps, describedCheckpoint(network.save(), spec)))
      .then(() => (end ? keeper.flush() : undefined))
      .catch((error: unknown) => {
        wrong ??= error;
      });
  };
  if (network.steps === 0 && spec.normalizer.type === "standard") warnOfScale(spec, options);
  const rows = liveReadings(
    "standard input",
    dataColumnsOf(spec),
    { labelled: true, ...readingOptionsOf(options), ...tableOptionsOf(options, ["-"]) },
    (found) => tell(options, describeData(["-"], [describeTable(found)])),
    ({ values, targets, apart, number, place }) => {
      if (wrong !== undefined) throw wrong;
      if (apart) network.restart();
      readings = number;
      const complete = spec.window ? network.push(values) : values;
      labels.push(targets.join());
      if (labels.length > (spec.window?.rows ?? 1)) labels.shift();
      if (!complete) return;
      if (spec.task !== "numbers" && labels.some((label) => label !== labels[0])) return;
      if (inPlace(place, () => network.observe(complete, targets)) < batch) return;
      const loss = network.train();
      const step = { step: network.steps, readings, loss, hash: hex(network.hash()) };
      const text = `step ${step.step}  readings ${readings}  loss ${loss.toFixed(5)}  parameters ${step.hash}`;
      process.stdout.write(options.json ? `${printable(JSON.stringify(step))}\n` : `${text}\n`);
      keep(false);
    },
  );
  try {
    const code = await readLive(rows);
    keep(true);
    await writing;
    if (wrong !== undefined) throw wrong;
    const facts = [counted(readings, "reading"), counted(network.steps, "step"), ...rows.told()];
    tell(options, `${facts.join(", ")}; checkpoint ${options.checkpoint}`);
    return code;
  } catch (error) {
    // What came is gone: the last step is kept, however it ends.
    await writing;
    if (wrong === undefined) await keeper.flush();
    throw told(error, options.checkpoint, keeper.written());
  }
}

/** An error that also tells what was kept. */
function told(error: unknown, path: string, step: number): unknown {
  if (!(error instanceof UserError) || step === 0) return error;
  return new UserError(
    `${error.message}; ${path} holds what was learnt before, until step ${step}`,
  );
}

/** Nobody has seen the readings: their scale is what the network file says, or none. */
function warnOfScale({ inputs }: NetworkSpec, options: { json: boolean }): void {
  if (inputs.every(({ mean, deviation }) => mean !== undefined && deviation !== undefined)) return;
  tell(
    options,
    'warning: a network that has not learnt yet knows no means of its readings; state "mean" and "deviation", take the adaptive normalizer, or go on from a checkpoint by --resume',
  );
}
