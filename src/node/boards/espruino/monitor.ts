import { UsageError } from "../../../common/errors.js";
import {
  type Monitored,
  monitorEspruino,
  type NetworkEvent,
} from "../../../common/espruino/listen.js";
import { count, counted } from "../../../common/text.js";
import { catchSignals } from "../../catch-signals.js";
import { expectApart } from "../../files.js";
import { readNetworkFile } from "../../load-network.js";
import { connect } from "../../ports/connect-espruino.js";
import { print, tell } from "../../print.js";
import { openReadings } from "../../readings-file.js";

export interface MonitorEspruinoOptions {
  readonly port: string;
  /** of the module */
  readonly name: string;
  /** the network file, for the columns of `out` */
  readonly network?: string;
  /** CSV for the labelled readings */
  readonly out?: string;
  readonly json: boolean;
}

/**
 * `perceptino monitor` for a board that runs Espruino: one line for each step, prediction and labelled reading, and in the
 * end what became of them.
 */
export async function monitorEspruinoCommand(options: MonitorEspruinoOptions): Promise<number> {
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
          name: options.name,
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
async function outputOf({ network, out }: MonitorEspruinoOptions) {
  if (out === undefined && network === undefined) return undefined;
  if (out === undefined || network === undefined) {
    throw new UsageError("--out: got it or --network alone, expected both or none");
  }
  await expectApart({ "the network file": network }, { "--out": out });
  const spec = await readNetworkFile(network);
  return {
    path: out,
    columns: { inputs: spec.inputs.map(({ name }) => name), outputs: spec.outputs },
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
