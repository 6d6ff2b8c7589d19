import { setTimeout as sleep } from "node:timers/promises";
import type { FirmwareBoard } from "../../../../boards/index.js";
import { Stopped } from "../../../common/errors.js";
import { MODULE_NAME, moduleName } from "../../../common/espruino/module-name.js";
import { hex } from "../../../common/hex.js";
import { type DeviceClient, deviceClient } from "../../../common/protocol/client.js";
import type { Identity, TrainedStep } from "../../../common/protocol/messages.js";
import { count } from "../../../common/text.js";
import { catchSignals } from "../../catch-signals.js";
import { findBoard, refuseFlags } from "../../flags.js";
import { openSerial } from "../../ports/serial.js";
import { monitorEspruinoCommand } from "../espruino/monitor.js";

/** What the flags say; some are for boards that take our firmware, some for those that run Espruino. */
interface MonitorCommandOptions {
  readonly board: string;
  readonly port: string;
  /** seconds between two looks */
  readonly interval?: number;
  /** of the module */
  readonly name?: string;
  /** the network file, for the columns of `out` */
  readonly network?: string;
  /** CSV for the labelled readings */
  readonly out?: string;
  readonly json: boolean;
}

/** Seconds between two looks, when nobody says otherwise. */
const INTERVAL = 0.5;

/** What a look at a device shows. */
export interface Sight {
  readonly steps: number;
  readonly observed: number;
  readonly batch: number;
  /** of the last step; undefined before the first since its start */
  readonly last?: TrainedStep;
}

/** `perceptino monitor --board B --port P`: what a board's network does, until Ctrl-C. */
export async function monitorCommand(options: MonitorCommandOptions): Promise<number> {
  const board = findBoard(options.board);
  if (board.kind === "espruino") {
    refuseFlags(board, options, ["interval"]);
    const { name = MODULE_NAME, ...rest } = options;
    return monitorEspruinoCommand({ ...rest, name: moduleName(name) });
  }
  refuseFlags(board, options, ["name", "network", "out"]);
  return monitorFirmware(board, options);
}

/** One line whenever the device has trained. */
async function monitorFirmware(
  board: FirmwareBoard,
  options: MonitorCommandOptions,
): Promise<number> {
  const stop = catchSignals(() => {});
  try {
    const opening = openSerial(options.port, board.firmware.uart.baud);
    const device = deviceClient(await stop.orStopped(opening));
    try {
      const watching = monitor(device, {
        interval: 1000 * (options.interval ?? INTERVAL),
        stopped: () => stop.signal() !== undefined,
        onSight: (sight) => process.stdout.write(`${sightLine(sight, options.json)}\n`),
      });
      await stop.orStopped(watching);
    } finally {
      await device.close();
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  } finally {
    stop.release();
  }
  return stop.exitCode();
}

/** Looks at a device again and again, and tells when its steps have changed; the first look is always told. */
export async function monitor(
  device: DeviceClient,
  options: {
    /** milliseconds */
    readonly interval: number;
    readonly stopped: () => boolean;
    readonly onSight: (sight: Sight) => void;
  },
): Promise<void> {
  let identity = await device.connect();
  let told: number | undefined;
  while (!options.stopped()) {
    if (identity.steps !== told) options.onSight(await look(device, identity));
    told = identity.steps;
    // In short pieces, so that Ctrl-C is felt at once.
    for (let waited = 0; waited < options.interval && !options.stopped(); waited += 100) {
      await sleep(Math.min(100, options.interval - waited));
    }
    identity = await device.identify();
  }
}

async function look(device: DeviceClient, { steps, observed, batch }: Identity): Promise<Sight> {
  // Steps from a checkpoint have left no trace behind.
  const last = await device.trace().catch(() => undefined);
  return { steps, observed, batch, ...(last && { last }) };
}

function sightLine({ steps, observed, batch, last }: Sight, json: boolean): string {
  const facts = {
    steps,
    observed,
    batch,
    ...(last && { loss: last.loss, hash: hex(last.hash) }),
  };
  if (json) return JSON.stringify(facts);
  const trained = last
    ? `loss ${last.loss.toFixed(5)}  parameters ${hex(last.hash)}`
    : "no loss yet";
  return `step ${count(steps)}  ${trained}  batch ${observed} of ${batch}`;
}
