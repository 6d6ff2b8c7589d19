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
  // Not by exposeFunction and evaluate: a board's line is thousands of letters and packets, each of which would be asked and
  // answered through all layers of a call.
  const session = await page.context().newCDPSession(page);
  const run = (call: string) =>
    session.send("Runtime.evaluate", { expression: `window.${call}`, awaitPromise: true });
  // One after the other, as a line has them; what comes while the page hears something goes to it in one piece.
  let waiting = "";
  let turn: Promise<unknown> = Promise.resolve();
  const hearAll = async (): Promise<void> => {
    if (waiting === "") return;
    const piece = waiting;
    waiting = "";
    await run(`boardSays?.(${JSON.stringify(piece)})`).catch(() => {});
  };
  const say = (text: string): Promise<void> => {
    waiting += text;
    const said = turn.then(hearAll);
    turn = said;
    return said;
  };
  const tellGone = async (): Promise<void> => {
    await run("boardLost()").catch(() => {});
  };
  const hangUp = () => {
    const open = line;
    line = undefined;
    open?.close();
  };
  const open = async (): Promise<void> => {
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
  };
  const does: Readonly<Record<string, (text: string) => void>> = {
    open: () =>
      void open()
        .then(
          () => run("boardOpened()"),
          ({ message }: Error) => run(`boardOpened(${JSON.stringify(message)})`),
        )
        .catch(() => {}),
    write: (text) => line?.write(text),
    close: hangUp,
  };
  session.on("Runtime.bindingCalled", ({ name, payload }) => {
    if (name !== "boardLine") return;
    const { what, text } = JSON.parse(payload) as { what: string; text: string };
    does[what]!(text);
  });
  await session.send("Runtime.enable");
  await session.send("Runtime.addBinding", { name: "boardLine" });
  await page.addInitScript(installLine);
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

/** Runs in the page: the line's functions. What is written to a line that broke is lost until the page is told. */
function installLine(): void {
  const lined = window as unknown as LinedWindow & {
    boardLine(payload: string): void;
    boardOpened(refusal?: string): void;
    boardLost(): void;
  };
  const send = (what: string, text = "") => lined.boardLine(JSON.stringify({ what, text }));
  let isOpen = false;
  let answer: ((refusal?: string) => void) | undefined;
  lined.boardOpen = () =>
    new Promise((resolve, reject) => {
      answer = (refusal) => {
        isOpen = refusal === undefined;
        if (isOpen) resolve();
        else reject(new Error(refusal));
      };
      send("open");
    });
  lined.boardOpened = (refusal) => answer?.(refusal);
  lined.boardWrite = async (text) => {
    if (!isOpen) throw new Error("the line is gone");
    send("write", text);
  };
  lined.boardClose = async () => {
    isOpen = false;
    send("close");
  };
  lined.boardLost = () => {
    isOpen = false;
    lined.boardGone?.();
  };
}
