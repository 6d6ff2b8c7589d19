import type { EspruinoBoard } from "../../../../boards/index.js";
import { UsageError, UserError } from "../../../common/errors.js";
import {
  type Monitored,
  monitorEspruino,
  type NetworkEvent,
} from "../../../common/espruino/listen.js";
import { MODULE_NAME, moduleName } from "../../../common/espruino/module-name.js";
import { columnsOf, labelCount } from "../../../common/network/tasks.js";
import { count, counted } from "../../../common/text.js";
import { catchSignals } from "../../catch-signals.js";
import { expectApart } from "../../files.js";
import { readNetworkFile } from "../../load-network.js";
import { connect } from "../../ports/connect-espruino.js";
import { print, tell } from "../../print.js";
import { openReadings } from "../../readings-file.js";
import type { MonitorOptions } from "../kind.js";

/** Prints one line for each step, prediction and labelled reading, and in the end what became of them. */
export async function monitor(_: EspruinoBoard, options: MonitorOptions): Promise<number> {
  const name = moduleName(options.name ?? MODULE_NAME);
  const out = await outputOf(options);
  let kept = 0;
  const stop = catchSignals(() => {
    const file =
      options.out === undefined ? "" : `; ${counted(kept, "labelled reading")} in ${options.out}`;
    tell(options, `stopped${file}`);
  });
  tell(options, `${options.port}: connecting`);
  try {
    const line = await connect(options.port, { signal: stop.aborted });
    try {
      const monitored = await monitorEspruino(
        line,
        {
          name,
          ...(out && { out }),
          stopped: () => stop.signal() !== undefined,
          onEvent: (event, inFile) => {
            kept = inFile;
            print(options, event, eventLine(event));
          },
        },
        openReadings,
      );
      if (options.json) print(options, { event: "end", ...monitored }, "");
      else tell(options, summary(monitored, options.out));
    } finally {
      await line.close();
    }
  } finally {
    stop.release();
  }
  return stop.exitCode();
}

function summary({ events, kept, passed, damaged }: Monitored, out?: string): string {
  return [
    counted(events, "event"),
    ...(out === undefined ? [] : [`${counted(kept, "labelled reading")} in ${out}`]),
    ...(passed > 0 ? [`${count(passed)} passed over, more than the line carries`] : []),
    ...(damaged > 0 ? [`${count(damaged)} damaged on the way left out`] : []),
  ].join(", ");
}

/** Where the labelled readings go, with their columns. Throws a UsageError when only one of both is known. */
async function outputOf({ network, out }: MonitorOptions) {
  if (out === undefined && network === undefined) return undefined;
  if (out === undefined || network === undefined) {
    throw new UsageError("--out: got it or --network alone, expected both or none");
  }
  await expectApart({ "the network file": network }, { "--out": out });
  const spec = await readNetworkFile(network);
  if (spec.window) {
    // The board learns from features and tells these: they are no rows that a file of readings may have.
    throw new UserError(
      `--out: got the network ${network} with a window, of whose labelled windows a board tells the features and not the readings, expected one without; leave --out and --network out, and take readings with \`record\``,
    );
  }
  return {
    path: out,
    columns: columnsOf(spec),
    labels: labelCount(spec),
  };
}

/** An event for people. */
export function eventLine(event: NetworkEvent): string {
  switch (event.event) {
    case "train":
      return `train    loss ${shortest(event.loss)}`;
    case "predict":
      return `predict  ${event.probabilities.map(shortest).join(" ")}  for ${event.reading.map(shortest).join(" ")}`;
    default:
      return `observe  ${event.labels.join(" ")}  for ${event.reading.map(shortest).join(" ")}`;
  }
}

const shortest = (value: number | null): string =>
  value === null ? "–" : String(Number(value.toPrecision(5)));
