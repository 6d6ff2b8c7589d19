import type { Page } from "playwright-core";
import { type LinedWindow, lineForPage, type PageLine, tcp } from "./page-line.js";

/** How the browser's chooser or the board answers from now on, instead of connecting. */
export type Refusal =
  | { readonly by: "chooser" | "board"; readonly name: string; readonly message: string }
  | undefined;

/** What a test can ask of the page's Bluetooth. */
interface RadioWindow extends LinedWindow {
  radio: { refusal: Refusal; lengths: number[]; chosen: number };
}

/** A board by Bluetooth, as a page has it. */
export interface BluetoothBridge extends PageLine {
  refuse(refusal: Refusal): Promise<void>;
  /** bytes of the longest packet that the board got */
  longest(): Promise<number>;
  /** how often the person was asked to choose a board */
  asked(): Promise<number>;
}

/** Puts a board in the place of what navigator.bluetooth finds, before the page is opened. */
export async function bridgeBluetooth(
  page: Page,
  board: { readonly port: string },
): Promise<BluetoothBridge> {
  const line = await lineForPage(page, tcp(board.port), installBluetooth);
  return {
    ...line,
    refuse: (refusal) =>
      page.evaluate((given) => {
        (window as unknown as RadioWindow).radio.refusal = given;
      }, refusal),
    longest: () =>
      page.evaluate(() => Math.max(...(window as unknown as RadioWindow).radio.lengths)),
    asked: () => page.evaluate(() => (window as unknown as RadioWindow).radio.chosen),
  };
}

/** Runs in the page: Nordic's UART service on one board, in packets of 20 bytes. */
function installBluetooth(): void {
  const PACKET = 20;
  const radio = window as unknown as RadioWindow;
  radio.radio = { refusal: undefined, lengths: [], chosen: 0 };
  const refuseIf = (by: "chooser" | "board") => {
    const { refusal } = radio.radio;
    if (refusal?.by === by) throw new DOMException(refusal.message, refusal.name);
  };
  const lost = () => new DOMException("GATT Server is disconnected.", "NetworkError");
  const fromBoard = Object.assign(new EventTarget(), {
    value: undefined as DataView | undefined,
    startNotifications: async () => {},
  });
  const toBoard = Object.assign(new EventTarget(), {
    async writeValue(value: ArrayBuffer) {
      radio.radio.lengths.push(value.byteLength);
      if (value.byteLength > PACKET) throw new DOMException("too long", "NotSupportedError");
      const text = String.fromCharCode(...new Uint8Array(value));
      await radio.boardWrite(text).catch(() => {
        throw lost();
      });
    },
  });
  const service = {
    getCharacteristic: async (uuid: string) => {
      if (uuid.startsWith("6e400002-")) return toBoard;
      if (uuid.startsWith("6e400003-")) return fromBoard;
      throw new DOMException(`no characteristic ${uuid}`, "NotFoundError");
    },
  };
  const gatt = {
    connected: false,
    async connect() {
      refuseIf("board");
      await radio.boardOpen();
      gatt.connected = true;
      radio.boardSays = (text) => {
        for (let at = 0; gatt.connected && at < text.length; at += PACKET) {
          const some = Uint8Array.from(text.slice(at, at + PACKET), (one) => one.charCodeAt(0));
          fromBoard.value = new DataView(some.buffer);
          fromBoard.dispatchEvent(new Event("characteristicvaluechanged"));
        }
      };
      radio.boardGone = gone;
      return gatt;
    },
    disconnect() {
      void radio.boardClose();
      gone();
    },
    async getPrimaryService(uuid: string) {
      if (!uuid.startsWith("6e400001-")) throw new DOMException("no such", "NotFoundError");
      return service;
    },
  };
  const device = Object.assign(new EventTarget(), { id: "1", name: "Bangle.js 1a2b", gatt });
  const gone = () => {
    if (!gatt.connected) return;
    gatt.connected = false;
    device.dispatchEvent(new Event("gattserverdisconnected"));
  };
  const requestDevice = async () => {
    radio.radio.chosen++;
    refuseIf("chooser");
    return device;
  };
  Object.defineProperty(navigator, "bluetooth", { configurable: true, value: { requestDevice } });
}
