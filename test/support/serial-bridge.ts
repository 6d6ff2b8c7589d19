import type { Page } from "playwright-core";
import { type Dial, type LinedWindow, lineForPage, type PageLine, tcp } from "./page-line.js";

/** Puts a board in the place of what navigator.serial finds, before the page is opened. */
export const bridgeSerial = (
  page: Page,
  board: { readonly port: string } | Dial,
): Promise<PageLine> =>
  lineForPage(page, typeof board === "function" ? board : tcp(board.port), installSerial);

/** Runs in the page: one port, which the person has chosen. */
function installSerial(): void {
  const bridged = window as unknown as LinedWindow;
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
