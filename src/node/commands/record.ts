import { SingleBar } from "cli-progress";
import { UsageError } from "../../common/errors.js";
import { labelsFromText, type Recorded, recordReadings } from "../../common/espruino/listen.js";
import { findSensor, ownSensor, type Sensor } from "../../common/espruino/sensors.js";
import { counted } from "../../common/text.js";
import { expectApart } from "../files.js";
import { findEspruinoBoard } from "../flags.js";
import { readNetworkFile } from "../load-network.js";
import { connect } from "../ports/connect-espruino.js";
import { print, tell } from "../print.js";
import { openReadings } from "../readings-file.js";
import { catchSignals } from "./catch-signals.js";

interface RecordCommandOptions {
  readonly board: string;
  readonly port: string;
  readonly label: string;
  readonly sensor?: string;
  /** the user's own expression */
  readonly read?: string;
  readonly seconds: number;
  /** milliseconds between two readings */
  readonly interval: number;
  readonly out: string;
  readonly json: boolean;
}

/**
 * `perceptino record NETWORK --board B --port P --label L --seconds S`: readings of a board's sensor, with one label, as CSV
 * that `train` reads.
 * @returns the exit code: 0, or 128 and the number of the signal that stopped it
 */
export async function recordCommand(path: string, options: RecordCommandOptions): Promise<number> {
  findEspruinoBoard(options.board);
  await expectApart({ "the network file": path }, { "--out": options.out });
  const spec = await readNetworkFile(path);
  const columns = { inputs: spec.inputs.map(({ name }) => name), outputs: spec.outputs };
  const labels = labelsFromText(spec.outputs, options.label);
  const sensor = sensorOf(options, columns.inputs.length);
  const bar = new SingleBar({
    format: "{bar} {value}/{total} readings",
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
  });
  const showBar = process.stderr.isTTY && !options.json;
  let kept = 0;
  const keptText = () => `${counted(kept, "reading")} labelled ${options.label} in ${options.out}`;
  const stop = catchSignals(() => tell(options, `stopped; ${keptText()}`));
  let recorded: Recorded;
  try {
    tell(options, `${options.port}: connecting`);
    const line = await connect(options.port, { signal: stop.aborted });
    if (showBar) bar.start(Math.ceil((1000 * options.seconds) / options.interval), 0);
    try {
      recorded = await recordReadings(
        line,
        {
          sensor,
          columns,
          labels,
          interval: options.interval,
          seconds: options.seconds,
          out: options.out,
          stopped: () => stop.signal() !== undefined,
          onReading: (_, count) => {
            kept = count;
            if (showBar) bar.update(count);
          },
        },
        openReadings,
      );
    } finally {
      if (showBar) bar.stop();
      await line.close();
    }
  } finally {
    stop.release();
  }
  const { skipped, damaged } = recorded;
  const text = [
    keptText(),
    ...(skipped > 0 ? [`${skipped} without numbers left out`] : []),
    ...(damaged > 0 ? [`${damaged} damaged on the way left out`] : []),
  ].join(", ");
  print(options, { ...recorded, out: options.out }, text);
  return stop.exitCode();
}

/** The sensor, or the expression, that gives the readings. Throws a UsageError unless it is one of both. */
function sensorOf({ sensor, read }: RecordCommandOptions, inputs: number): Sensor {
  if (sensor !== undefined && read === undefined) return findSensor(sensor);
  if (sensor === undefined && read !== undefined) return ownSensor(read, inputs);
  const got = sensor === undefined ? "none" : "--read as well";
  throw new UsageError(
    `--sensor: got ${got}, expected a sensor's name, or --read with an expression`,
  );
}
