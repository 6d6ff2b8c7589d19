import { Stopped, UserError } from "../../common/errors.js";
import { NORDIC } from "./nordic.js";
import type {
  BluetoothDeviceLike,
  BluetoothLike,
  SerialLike,
  SerialPortLike,
} from "./web-devices.js";

/** What Espruino boards call themselves; a board of another name tells its service. */
const NAMES = [
  "Bangle",
  "Puck.js",
  "Pixl.js",
  "Jolt.js",
  "MDBT42Q",
  "Espruino",
  "RuuviTag",
  "iTracker",
  "Thingy",
];

/** Lets the person choose a board, in the browser's own window. @throws UserError; Stopped when they close it */
export async function chooseBluetooth(bluetooth: BluetoothLike): Promise<BluetoothDeviceLike> {
  const filters = [...NAMES.map((namePrefix) => ({ namePrefix })), { services: [NORDIC.service] }];
  try {
    return await bluetooth.requestDevice({ filters, optionalServices: [NORDIC.service] });
  } catch (error) {
    throw refusal(error, "Bluetooth", "is it switched on, and may this browser use it?");
  }
}

/** The same for a serial port. */
export async function chooseSerial(serial: SerialLike): Promise<SerialPortLike> {
  try {
    return await serial.requestPort();
  } catch (error) {
    throw refusal(error, "the serial port", "may this browser use it?");
  }
}

/** A port that was unplugged comes back as another one: that of the same maker and product. */
export async function sameSerial(
  serial: SerialLike,
  chosen: SerialPortLike,
): Promise<SerialPortLike> {
  const ports = await serial.getPorts().catch((): SerialPortLike[] => []);
  const { usbVendorId, usbProductId } = chosen.getInfo();
  const isLike = (port: SerialPortLike) => {
    const info = port.getInfo();
    return info.usbVendorId === usbVendorId && info.usbProductId === usbProductId;
  };
  return ports.find((port) => port === chosen) ?? ports.find(isLike) ?? chosen;
}

/** Browsers call it NotFoundError both when a person closes the window and when there is nothing to choose. */
function refusal(error: unknown, what: string, ask: string): Error {
  const { name, message } = error as Error;
  if (name === "NotFoundError" && /cancel|no port selected/i.test(message)) return new Stopped();
  if (name === "AbortError") return new Stopped();
  return new UserError(
    `${what} was refused (${message.replace(/\.$/, "")}): ${ask} Then connect again`,
  );
}
