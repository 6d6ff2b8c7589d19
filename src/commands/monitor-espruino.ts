import { constants } from "node:os";
import { UsageError } from "../errors.js";
import { connect } from "../espruino/line.js";
import { monitorEspruino, type NetworkEvent } from "../espruino/listen.js";
import { expectApart } from "../files.js";
import { readNetworkFile } from "../load-network.js";
import { tell } from "../print.js";
import { catchSignals } from "./catch-signals.js";

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

/** `perceptino monitor` for a board that runs Espruino: one line for each step, prediction and labelled reading. */
export async function monitorEspruinoCommand(options: MonitorEspruinoOptions): Promise<number> {
  const out = await outputOf(options);
  const stop = catchSignals();
  tell(options, `${options.port}: connecting`);
  const line = await connect(options.port);
  try {
    await monitorEspruino(line, {
      name: options.name,
      ...(out && { out }),
      stopped: () => stop.signal() !== undefined,
      onEvent: (event) => process.stdout.write(`${eventLine(event, options.json)}\n`),
    });
  } finally {
    stop.release();
    await line.close();
  }
  const signal = stop.signal();
  return signal === undefined ? 0 : 128 + constants.signals[signal];
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

/** An event for people, or as one JSON value. */
export function eventLine(event: NetworkEvent, json: boolean): string {
  if (json) return JSON.stringify(event);
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
