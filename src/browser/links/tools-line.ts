import { UserError } from "../../common/errors.js";
import type { TextPort } from "../../common/espruino/line.js";
import { type Clock, pageClock } from "../sources/clock.js";
import { textChannel } from "./text-channel.js";
import { chooseHere, errorOfTools } from "./tools-host.js";
import type { BluetoothDeviceLike } from "./web-devices.js";
import { within } from "./within.js";

/** What we use of @espruino-tools/core: its connection, and never its loadCode, which erases what a board has saved. */
export interface Uart {
  connect(callback: (connection: UartConnection | null) => void): unknown;
  getConnection(): UartConnection | undefined;
}
export interface UartConnection {
  on(event: "data" | "close", listener: (text: string) => void): void;
  write(text: string, sent: () => void): void;
  close(callback?: () => void): void;
}

/** Milliseconds that a board has to connect, and to take a text, for itself and for each character of it. */
const CONNECTING = 20_000;
const WRITING = { least: 15_000, perCharacter: 20 } as const;

const GONE = "the Bluetooth connection was lost";

// biome-ignore lint/suspicious/noControlCharactersInRegex: what asks for a pause is no text
const XON_XOFF = /[\x11\x13]/g;

/** Connects to a board's console, in packets as long as it takes them. @throws UserError when it cannot be reached; Stopped */
export async function openToolsLine(
  device: BluetoothDeviceLike,
  signal: AbortSignal,
  clock: Clock = pageClock,
  load: () => Promise<Uart> = loadUart,
): Promise<TextPort> {
  const uart = await load();
  try {
    const connecting = connectUart(uart, device);
    const late = () => unreachable("it takes too long");
    const connection = await within(clock, CONNECTING, connecting, late, signal);
    return portOf(connection, clock);
  } catch (error) {
    device.gatt?.disconnect();
    throw error;
  }
}

async function loadUart(): Promise<Uart> {
  const { DeviceController } = await import("@espruino-tools/core");
  return new DeviceController().UART;
}

const unreachable = (why: string) =>
  new UserError(
    `the board is not reached by Bluetooth (${why}): is it near, switched on, and connected to nothing else? Then connect again`,
  );

/** The package calls back when it has connected, and when it has not it closes what it has, which is all that it does then. */
function connectUart(uart: Uart, device: BluetoothDeviceLike): Promise<UartConnection> {
  return new Promise((resolve, reject) => {
    const onOpen = (connection: UartConnection | null) => {
      if (connection) resolve(connection);
    };
    chooseHere(device, () => uart.connect(onOpen));
    const connection = uart.getConnection();
    if (!connection) return reject(unreachable("its connection did not begin"));
    const close = connection.close.bind(connection);
    connection.close = (callback) => {
      close(callback);
      reject(unreachable(errorOfTools() || GONE));
    };
  });
}

function portOf(connection: UartConnection, clock: Clock): TextPort {
  let gone = false;
  let closed = false;
  let cut = () => {};
  const lost = new Promise<never>((_, reject) => {
    cut = () => reject(new UserError(GONE));
  });
  lost.catch(() => {});

  const send = async (text: string) => {
    if (gone) throw new UserError(GONE);
    const sent = new Promise<void>((resolve) => connection.write(text, resolve));
    const time = WRITING.least + WRITING.perCharacter * text.length;
    const late = () => new UserError("the board takes nothing more by Bluetooth");
    try {
      await within(clock, time, Promise.race([sent, lost]), late);
    } catch (error) {
      connection.close();
      throw error;
    }
  };
  const close = async () => {
    closed = true;
    connection.close();
  };
  const channel = textChannel(send, close);
  connection.on("data", (text) => channel.hear(text.replace(XON_XOFF, "")));
  connection.on("close", () => {
    if (gone) return;
    gone = true;
    cut();
    if (!closed) channel.end(GONE);
  });
  return channel.port;
}
