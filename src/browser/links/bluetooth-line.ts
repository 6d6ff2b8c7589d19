import { UserError } from "../../common/errors.js";
import { type Clock, pageClock } from "../sources/clock.js";
import type { ByteLine } from "./byte-line.js";
import { NORDIC } from "./nordic.js";
import type { BluetoothDeviceLike, CharacteristicLike } from "./web-devices.js";
import { within } from "./within.js";

/** Bytes of a packet that every board takes; a board that sends longer ones takes as long ones. */
const LEAST = 20;
/** Milliseconds that a board has to connect, and to acknowledge a packet. */
const CONNECTING = 20_000;
const WRITING = 10_000;

const GONE = "the Bluetooth connection was lost";

/** Connects to a board's UART service. @throws UserError when it cannot be reached; Stopped */
export async function openBluetoothLine(
  device: BluetoothDeviceLike,
  signal: AbortSignal,
  clock: Clock = pageClock,
): Promise<ByteLine> {
  const { gatt } = device;
  if (!gatt) throw unreachable("it has no services");
  const connect = async () => {
    const server = await gatt.connect();
    const service = await server.getPrimaryService(NORDIC.service);
    const from = await service.getCharacteristic(NORDIC.fromBoard);
    const to = await service.getCharacteristic(NORDIC.toBoard);
    const line = bluetoothLine(device, from, to, clock);
    await from.startNotifications();
    return line;
  };
  try {
    return await within(
      clock,
      CONNECTING,
      connect(),
      () => unreachable("it takes too long"),
      signal,
    );
  } catch (error) {
    gatt.disconnect();
    throw error instanceof UserError ? error : unreachable((error as Error).message);
  }
}

const unreachable = (why: string) =>
  new UserError(
    `the board is not reached by Bluetooth (${why}): is it near, switched on, and connected to nothing else? Then connect again`,
  );

function bluetoothLine(
  device: BluetoothDeviceLike,
  from: CharacteristicLike,
  to: CharacteristicLike,
  clock: Clock,
): ByteLine {
  let hear: (bytes: Uint8Array) => void = () => {};
  let told: (why: string) => void = () => {};
  let ended: string | undefined;
  let most = LEAST;
  /** ends what still waits for an acknowledgement that does not come any more */
  let cut = () => {};
  const lost = new Promise<never>((_, reject) => {
    cut = () => reject(new UserError(GONE));
  });
  lost.catch(() => {});

  const onValue = () => {
    const { value } = from;
    if (!value || ended !== undefined) return;
    most = Math.max(most, value.byteLength);
    // The browser may use the memory again.
    hear(new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice());
  };
  const shut = (why: string) => {
    ended = why;
    from.removeEventListener("characteristicvaluechanged", onValue);
    device.removeEventListener("gattserverdisconnected", onGone);
    cut();
    device.gatt?.disconnect();
  };
  const onGone = () => {
    if (ended !== undefined) return;
    shut(GONE);
    told(GONE);
  };
  from.addEventListener("characteristicvaluechanged", onValue);
  device.addEventListener("gattserverdisconnected", onGone);

  return {
    most: () => most,
    async write(bytes) {
      if (ended !== undefined) throw new UserError(GONE);
      const written = Promise.race([to.writeValueWithResponse(bytes), lost]);
      try {
        await within(clock, WRITING, written, () => new UserError(GONE));
      } catch {
        onGone();
        throw new UserError(GONE);
      }
    },
    onBytes(listener) {
      hear = listener;
    },
    onEnd(listener) {
      told = listener;
      if (ended !== undefined) listener(ended);
    },
    async close() {
      if (ended === undefined) shut("it was closed");
    },
  };
}
