import { connect } from "node:net";
import type { Page } from "playwright-core";
import type { Transport } from "../../src/common/protocol/transport.js";

/** A board's line as a page has it, of which a test is the other end. */
export interface PageLine {
  /** Cuts the line, as when the cable is pulled or the board is far away; it can be opened again. */
  unplug(): Promise<void>;
  /** Puts text onto the line as if the board had said it. */
  noise(text: string): Promise<void>;
  /** From now on what the board says comes as this makes of it, piece by piece. */
  disturb(change: (text: string) => string): void;
  close(): void;
}

/** What a page calls, and what it is called by: bytes are characters. */
export interface LinedWindow {
  boardOpen(): Promise<void>;
  boardWrite(text: string): Promise<void>;
  boardClose(): Promise<void>;
  boardSays?(text: string): void;
  boardGone?(): void;
}

/** A line to a board that is open. */
export interface OpenLine {
  write(text: string): void;
  close(): void;
}
/** Opens a line to a board. @param gone called when it ends by itself */
export type Dial = (hear: (text: string) => void, gone: () => void) => Promise<OpenLine>;

/** To a board on a TCP port. @param port tcp://HOST:PORT */
export const tcp =
  (port: string): Dial =>
  async (hear, gone) => {
    const { hostname, port: number } = new URL(port);
    const socket = connect(Number(number), hostname).setEncoding("latin1");
    await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    socket.on("error", () => {});
    socket.on("data", hear);
    socket.on("close", gone);
    return { write: (text) => void socket.write(text, "latin1"), close: () => socket.destroy() };
  };

/** To what keeps running when its line is cut. */
export const dialing =
  (board: Transport): Dial =>
  async (hear) => {
    board.onData((bytes) => hear(Buffer.from(bytes).toString("latin1")));
    return {
      write: (some) => board.write(Buffer.from(some, "latin1")),
      close: () => board.onData(() => {}),
    };
  };

/**
 * Gives a page a line, before it is opened.
 * @param install runs in the page: puts what a browser has for such a line over it
 */
export async function lineForPage(page: Page, dial: Dial, install: () => void): Promise<PageLine> {
  let line: OpenLine | undefined;
  let disturbed = (text: string) => text;
  // One after the other, as a line has them.
  let turn: Promise<unknown> = Promise.resolve();
  const say = (text: string): Promise<void> => {
    const said = turn.then(() =>
      page
        .evaluate((all) => (window as unknown as LinedWindow).boardSays?.(all), text)
        .catch(() => {}),
    );
    turn = said;
    return said;
  };
  const tellGone = () =>
    page.evaluate(() => (window as unknown as LinedWindow).boardGone?.()).catch(() => {});
  const hangUp = () => {
    const open = line;
    line = undefined;
    open?.close();
  };
  await page.exposeFunction("boardOpen", async () => {
    hangUp();
    let mine: OpenLine | undefined;
    const opened = await dial(
      (text) => {
        if (line === mine) void say(disturbed(text));
      },
      () => {
        if (line !== mine) return;
        line = undefined;
        void tellGone();
      },
    );
    mine = line = opened;
  });
  await page.exposeFunction("boardWrite", (text: string) => {
    if (!line) throw new Error("the line is gone");
    line.write(text);
  });
  await page.exposeFunction("boardClose", hangUp);
  await page.addInitScript(install);
  return {
    async unplug() {
      hangUp();
      await tellGone();
    },
    noise: say,
    disturb(change) {
      disturbed = change;
    },
    close: hangUp,
  };
}
