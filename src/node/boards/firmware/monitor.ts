import { setTimeout as sleep } from "node:timers/promises";
import type { FirmwareBoard } from "../../../../boards/index.js";
import { Stopped } from "../../../common/errors.js";
import { hex } from "../../../common/hex.js";
import { type DeviceClient, deviceClient } from "../../../common/protocol/client.js";
import type { Identity, TrainedStep } from "../../../common/protocol/messages.js";
import { count } from "../../../common/text.js";
import { catchSignals } from "../../catch-signals.js";
import { openSerial } from "../../ports/serial.js";
import { print } from "../../print.js";
import type { MonitorOptions } from "../kind.js";

/** Seconds between two looks, when nobody says otherwise. */
const INTERVAL = 0.5;

/** What a device is doing when it is looked at. */
export interface DeviceState {
  readonly steps: number;
  readonly observed: number;
  readonly batch: number;
  /** of the last step; undefined before the first since its start */
  readonly last?: TrainedStep;
}

/** One line whenever the device has trained. */
export async function monitor(board: FirmwareBoard, options: MonitorOptions): Promise<number> {
  const stop = catchSignals(() => {});
  try {
    const opening = openSerial(options.port, board.firmware.uart.baud);
    const device = deviceClient(await stop.orStopped(opening));
    try {
      const watching = watch(device, {
        interval: 1000 * (options.interval ?? INTERVAL),
        stopped: () => stop.signal() !== undefined,
        onChange: (state) => print(options, factsOf(state), describe(state)),
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
export async function watch(
  device: DeviceClient,
  options: {
    /** milliseconds */
    readonly interval: number;
    readonly stopped: () => boolean;
    readonly onChange: (state: DeviceState) => void;
  },
): Promise<void> {
  let identity = await device.connect();
  let told: number | undefined;
  while (!options.stopped()) {
    if (identity.steps !== told) options.onChange(await stateOf(device, identity));
    told = identity.steps;
    // In short pieces, so that Ctrl-C is felt at once.
    for (let waited = 0; waited < options.interval && !options.stopped(); waited += 100) {
      await sleep(Math.min(100, options.interval - waited));
    }
    if (options.stopped()) return; // the port is closed then: the answer would be waited for in vain
    identity = await device.identify();
  }
}

async function stateOf(
  device: DeviceClient,
  { steps, observed, batch }: Identity,
): Promise<DeviceState> {
  // Steps from a checkpoint have left no trace behind.
  const last = await device.trace().catch(() => undefined);
  return { steps, observed, batch, ...(last && { last }) };
}

const factsOf = ({ steps, observed, batch, last }: DeviceState) => ({
  steps,
  observed,
  batch,
  ...(last && { loss: last.loss, hash: hex(last.hash) }),
});

function describe({ steps, observed, batch, last }: DeviceState): string {
  const trained = last
    ? `loss ${last.loss.toFixed(5)}  parameters ${hex(last.hash)}`
    : "no loss yet";
  return `step ${count(steps)}  ${trained}  batch ${observed} of ${batch}`;
}
