import { UserError } from "../../common/errors.js";
import type { Wishes } from "../sources/wishes.js";
import { chooseBluetooth, chooseSerial, sameSerial } from "./choose.js";
import type { BoardLink } from "./link.js";
import {
  type BluetoothDeviceLike,
  type Devices,
  pageDevices,
  type SerialPortLike,
} from "./web-devices.js";

/** A line that was opened. */
export interface OpenedLink {
  readonly link: BoardLink;
  /** what the browser's chooser gave, by which it is opened again without asking */
  readonly chosen: unknown;
  /** Calls back once when it ends by itself, at once where it has. */
  onLost(listener: (why: string) => void): void;
}

/** A way to reach a board. */
export interface LinkKind {
  readonly name: LinkName;
  readonly title: string;
  readonly description: string;
  /** true, or a sentence that says why not here, and which browsers can */
  available(devices?: Devices): true | string;
  /**
   * Must be called while a click is handled: browsers show their chooser at no other time.
   * @throws UserError; Stopped when the person closes the chooser, or by the signal
   */
  open(wishes: Wishes, signal: AbortSignal, devices?: Devices): Promise<OpenedLink>;
}

export type LinkName = "espruino-bluetooth" | "espruino-serial" | "firmware-serial";

const NO_BLUETOOTH =
  "This browser has no Web Bluetooth. Chrome and Edge have it, on computers and on Android, from an address with https or on this machine. Here you can use this device's sensor, made-up movements and files.";
const NO_SERIAL =
  "This browser has no Web Serial. Chrome and Edge from 89 and Firefox from 151 have it, on computers, from an address with https or on this machine. Here you can use this device's sensor, made-up movements and files.";

const hasBluetooth = ({ bluetooth } = pageDevices()) => (bluetooth ? true : NO_BLUETOOTH);
const hasSerial = ({ serial } = pageDevices()) => (serial ? true : NO_SERIAL);

type OpenCode = typeof import("./open-link.js");

/** Opens what is plugged in: a port that the person chooses, or the one that was chosen before. */
const overSerial =
  (openerOf: (code: OpenCode) => OpenCode["openSerial"]): LinkKind["open"] =>
  async (wishes, signal, { serial } = pageDevices()) => {
    if (!serial) throw new UserError(NO_SERIAL);
    const choosing = wishes.chosen
      ? sameSerial(serial, wishes.chosen as SerialPortLike)
      : chooseSerial(serial);
    const [port, code] = await Promise.all([choosing, import("./open-link.js")]);
    return openerOf(code)(port, wishes, signal);
  };

/** The one list of ways to reach a board. What is needed once one is chosen is loaded then. */
export const LINKS: readonly LinkKind[] = [
  {
    name: "espruino-bluetooth",
    title: "Espruino by Bluetooth",
    description: "Bangle.js, Puck.js, Pixl.js, Jolt.js and others, without a cable",
    available: hasBluetooth,
    async open({ chosen }, signal, { bluetooth } = pageDevices()) {
      if (!bluetooth) throw new UserError(NO_BLUETOOTH);
      const choosing = chosen ? (chosen as BluetoothDeviceLike) : chooseBluetooth(bluetooth);
      const [device, code] = await Promise.all([choosing, import("./open-link.js")]);
      return code.openBluetooth(device, signal);
    },
  },
  {
    name: "espruino-serial",
    title: "Espruino by USB",
    description: "Boards with Espruino that are plugged in",
    available: hasSerial,
    open: overSerial((code) => code.openSerial),
  },
  {
    name: "firmware-serial",
    title: "perceptino's firmware by USB",
    description: "Boards that run the firmware instead of Espruino",
    available: hasSerial,
    open: overSerial((code) => code.openFirmware),
  },
];

export function findLink(name: string): LinkKind {
  const found = LINKS.find((one) => one.name === name);
  if (!found) throw new Error(`got the link ${name}, expected one of LINKS`);
  return found;
}

/** Ends a line. */
export const closeLink = (link: BoardLink): Promise<void> =>
  link.kind === "espruino" ? link.line.close() : link.client.close();
