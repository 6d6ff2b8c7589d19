import type { EspruinoBoard } from "../../../../boards/index.js";
import { UsageError } from "../../../common/errors.js";
import { type Recorded, recordReadings, targetFromText } from "../../../common/espruino/listen.js";
import {
  expectSensorRate,
  intervalFor,
  rateWarning,
} from "../../../common/espruino/recording-rate.js";
import { findSensor, ownSensor, type Sensor } from "../../../common/espruino/sensors.js";
import { columnsOf } from "../../../common/network/tasks.js";
import { counted } from "../../../common/text.js";
import { catchSignals } from "../../catch-signals.js";
import { expectApart } from "../../files.js";
import { readNetworkFile } from "../../load-network.js";
import { connect } from "../../ports/connect-espruino.js";
import { print, tell } from "../../print.js";
import { progressBar } from "../../progress-bar.js";
import { openReadings } from "../../readings-file.js";
import { warn } from "../../warn.js";
import type { RecordOptions } from "../kind.js";

/** Records readings of a board's sensor, with one label, as CSV that `train` reads. */
export async function record(
  path: string,
  _: EspruinoBoard,
  options: RecordOptions,
): Promise<number> {
  await expectApart({ "the network file": path }, { "--out": options.out });
  const spec = await readNetworkFile(path);
  const columns = columnsOf(spec);
  const labels = targetFromText(spec, options.label);
  const sensor = sensorOf(options, columns.inputs.length);
  const bar = progressBar(options, "{value}/{total} readings");
  const rate = spec.window?.rate;
  const interval = intervalFor(rate, options.interval);
  expectSensorRate(sensor, rate);
  const total = Math.ceil((1000 * options.seconds) / interval);
  let kept = 0;
  const keptText = () => `${counted(kept, "reading")} labelled ${options.label} in ${options.out}`;
  const stop = catchSignals(() => tell(options, `stopped; ${keptText()}`));
  let recorded: Recorded;
  try {
    tell(options, `${options.port}: connecting`);
    const line = await connect(options.port, { signal: stop.aborted });
    bar.show(0, total);
    try {
      recorded = await recordReadings(
        line,
        {
          sensor,
          columns,
          labels,
          interval,
          seconds: options.seconds,
          out: options.out,
          stopped: () => stop.signal() !== undefined,
          onReading: (_, count) => {
            kept = count;
            bar.show(count, total);
          },
        },
        openReadings,
      );
    } finally {
      bar.stop();
      await line.close();
    }
  } finally {
    stop.release();
  }
  const { skipped, damaged } = recorded;
  const wrong = rateWarning(recorded.rate, rate);
  if (wrong !== undefined) warn(options, { check: "rate", text: wrong });
  const text = [
    keptText(),
    ...(skipped > 0 ? [`${skipped} without numbers left out`] : []),
    ...(damaged > 0 ? [`${damaged} damaged on the way left out`] : []),
  ].join(", ");
  print(options, { ...recorded, out: options.out }, text);
  return stop.exitCode();
}

/** The sensor, or the expression, that gives the readings. Throws a UsageError unless it is one of both. */
function sensorOf({ sensor, read }: RecordOptions, inputs: number): Sensor {
  if (sensor !== undefined && read === undefined) return findSensor(sensor);
  if (sensor === undefined && read !== undefined) return ownSensor(read, inputs);
  const got = sensor === undefined ? "none" : "--read as well";
  throw new UsageError(
    `--sensor: got ${got}, expected a sensor's name, or --read with an expression`,
  );
}
