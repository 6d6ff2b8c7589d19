// What LINKS load when a line is opened.
import type { Wishes } from "../sources/wishes.js";
import { espruinoLink } from "./espruino-link.js";
import { firmwareLink } from "./firmware-link.js";
import type { OpenedLink } from "./links.js";
import { openSerialLine } from "./serial-line.js";
import { transportOver } from "./serial-transport.js";
import { textPortOver } from "./text-port.js";
import { openToolsLine } from "./tools-line.js";
import type { BluetoothDeviceLike, SerialPortLike } from "./web-devices.js";

export async function openBluetooth(
  device: BluetoothDeviceLike,
  signal: AbortSignal,
): Promise<OpenedLink> {
  const port = await openToolsLine(device, signal);
  const link = await espruinoLink(port, device.name ?? "the board", "Bluetooth", signal);
  return { link, chosen: device, onLost: (listener) => onLineEnd(link.line, listener) };
}

export async function openSerial(
  chosen: SerialPortLike,
  { baud }: Wishes,
  signal: AbortSignal,
): Promise<OpenedLink> {
  const port = textPortOver(await openSerialLine(chosen, baud));
  const link = await espruinoLink(port, "the board", "USB", signal);
  return { link, chosen, onLost: (listener) => onLineEnd(link.line, listener) };
}

export async function openFirmware(
  chosen: SerialPortLike,
  { baud }: Wishes,
  signal: AbortSignal,
): Promise<OpenedLink> {
  let lost: string | undefined;
  let told: (why: string) => void = () => {};
  const transport = transportOver(await openSerialLine(chosen, baud), (why) => {
    lost = why;
    told(why);
  });
  const link = await firmwareLink(transport, "USB", signal);
  return {
    link,
    chosen,
    onLost(listener) {
      told = listener;
      if (lost !== undefined) listener(lost);
    },
  };
}

type Line = Extract<OpenedLink["link"], { kind: "espruino" }>["line"];

function onLineEnd(line: Line, listener: (why: string) => void): void {
  line.onEnd((error) => listener(error.message));
  if (!line.isOpen()) listener(`${line.port} is gone`);
}
