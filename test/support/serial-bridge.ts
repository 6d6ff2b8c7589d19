import { connect, type Socket } from "node:net";
import type { Page } from "playwright-core";
import type { TestBoard } from "./espruino.js";

/** A board on a TCP port as the one that a page's Web Serial finds. */
export interface SerialBridge {
  /** Cuts the line, as when the cable is pulled; it can be opened again. */
  unplug(): Promise<void>;
  /** Puts text onto the line as if the board had said it. */
  noise(text: string): Promise<void>;
  close(): void;
}

/** What the page calls and is called by. */
interface BridgedWindow {
  boardOpen(): Promise<void>;
  boardWrite(text: string): Promise<void>;
  boardSays?(text: string): void;
  boardGone?(): void;
}

/** Puts the bridge in the place of navigator.serial, before the page is opened. */
export async function bridgeSerial(page: Page, board: TestBoard): Promise<SerialBridge> {
  let socket: Socket | undefined;
  const say = (text: string) =>
    page
      .evaluate((said) => (window as unknown as BridgedWindow).boardSays?.(said), text)
      .catch(() => {});
  // One after the other, as a line has them.
  let turn: Promise<unknown> = Promise.resolve();
  const hangUp = () => {
    socket?.removeAllListeners("data");
    socket?.destroy();
    socket = undefined;
  };
  await page.exposeFunction("boardOpen", async () => {
    hangUp();
    const { hostname, port } = new URL(board.port);
    const opened = connect(Number(port), hostname).setEncoding("latin1");
    await new Promise((resolve, reject) => opened.once("connect", resolve).once("error", reject));
    opened.on("error", () => {});
    opened.on("data", (text: string) => {
      turn = turn.then(() => say(text));
    });
    opened.on("close", () => {
      if (socket !== opened) return;
      void page.evaluate(() => (window as unknown as BridgedWindow).boardGone?.()).catch(() => {});
    });
    socket = opened;
  });
  await page.exposeFunction("boardWrite", (text: string) => {
    if (!socket || socket.destroyed) throw new Error("the line is gone");
    socket.write(text, "latin1");
  });
  await page.addInitScript(installSerial);
  return {
    async unplug() {
      hangUp();
      await page.evaluate(() => (window as unknown as BridgedWindow).boardGone?.());
    },
    noise: say,
    close: hangUp,
  };
}

/** Runs in the page: one port, which the person has chosen. */
function installSerial(): void {
  const bridged = window as unknown as BridgedWindow;
  const port = {
    readable: null as ReadableStream<Uint8Array> | null,
    writable: null as WritableStream<Uint8Array> | null,
    getInfo: () => ({ usbVendorId: 1, usbProductId: 2 }),
    async open() {
      await bridged.boardOpen();
      let control: ReadableStreamDefaultController<Uint8Array> | undefined;
      port.readable = new ReadableStream({
        start(given) {
          control = given;
        },
      });
      port.writable = new WritableStream({
        write: (bytes) => bridged.boardWrite(String.fromCharCode(...bytes)),
      });
      bridged.boardSays = (text) => {
        try {
          control?.enqueue(Uint8Array.from(text, (one) => one.charCodeAt(0)));
        } catch {
          // it is closed by now
        }
      };
      bridged.boardGone = () => {
        port.readable = null;
        try {
          control?.close();
        } catch {
          // likewise
        }
        control = undefined;
      };
    },
    async close() {
      port.readable = port.writable = null;
    },
  };
  const serial = { requestPort: async () => port, getPorts: async () => [port] };
  Object.defineProperty(navigator, "serial", { configurable: true, value: serial });
}
