import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EspruinoLine } from "../../src/common/espruino/line.js";
import { endChild, startChild } from "../../src/node/children.js";
import { connect } from "../../src/node/ports/connect-espruino.js";
import { ESPRUINO_PACKAGE, hasEspruinoPackage } from "../../src/node/ports/espruino-package.js";
import { fakeEspruino } from "./espruino-fake.js";
import { commandOf, ESPRUINOS, noRealEspruino } from "./real-espruino.js";
import { HANGING } from "./waiting.js";

/** What runs JavaScript behind a console: bytes in and out, one character each. */
export interface Machine {
  feed(text: string): void;
  stop(): Promise<void>;
}
/** A kind of board, whose flash outlives its power. */
export interface Hardware {
  start(onOutput: (text: string) => void): Promise<Machine>;
  flash(): Uint8Array;
  setFlash(image: Uint8Array): void;
  remove(): void;
}

/** A board on a TCP port of this computer, whose line and power a test can cut. */
export interface TestBoard {
  readonly port: string;
  /** Characters that have reached the board since it was made. */
  received(): number;
  /** Cuts the line as soon as this many characters more have reached the board; the rest is lost. */
  cutLineAfter(characters: number): void;
  /** Cuts the line now. */
  hangUp(): void;
  /** From when something is so, it hears nothing more of what the line sends, as a program that never ends does. */
  ignoreFrom(is: () => boolean): Promise<void>;
  flash(): Uint8Array;
  /** Cuts the power and switches the board on again, with this flash or its own. */
  restart(flash?: Uint8Array): Promise<void>;
  stop(): Promise<void>;
}

/** Why a test that talks to a board is skipped; false when it can run. */
export const noPackage: string | false =
  !hasEspruinoPackage() && !process.env.CI && `needs: npm install ${ESPRUINO_PACKAGE}`;
/** Why a test that needs the real Espruino is skipped; false when it can run. */
export const noEspruino: string | false = noPackage || noRealEspruino();

/**
 * Every board that there is here: a stand-in, and with the environment variable ESPRUINO the real Espruino for Linux. Its
 * own --telnet always listens on 2323, so that only one can run; here its standard input and output are the line.
 */
export const BOARDS = [
  { name: "a stand-in", skip: noPackage, start: () => testBoard(fakeEspruino()) },
  { name: "Espruino", skip: noEspruino, start: () => testBoard(realEspruino()) },
] as const;

function realEspruino(): Hardware {
  const folder = mkdtempSync(join(tmpdir(), "espruino-"));
  const image = join(folder, "espruino.flash");
  return {
    flash: () => (existsSync(image) ? readFileSync(image) : new Uint8Array()),
    setFlash: (bytes) => writeFileSync(image, bytes),
    remove: () => rmSync(folder, { recursive: true, force: true }),
    async start(onOutput) {
      const inFolder = ["-C", folder, ...commandOf(ESPRUINOS[0]!)];
      const child = await startChild("/usr/bin/env", inFolder, "install coreutils");
      child.stderr!.resume();
      child.stdin!.on("error", () => {});
      child.stdout!.setEncoding("latin1").on("data", onOutput);
      return {
        feed: (text) => child.stdin!.write(text, "latin1"),
        stop: () => endChild(child),
      };
    },
  };
}

async function testBoard(hardware: Hardware): Promise<TestBoard> {
  let socket: Socket | undefined;
  let received = 0;
  let left = Number.POSITIVE_INFINITY;
  let ignores = { from: () => false, does: () => {} };
  const onOutput = (text: string) => socket?.write(text, "latin1");
  let machine = await hardware.start(onOutput);
  const server = createServer((client) => {
    socket?.destroy();
    socket = client;
    left = Number.POSITIVE_INFINITY;
    client
      .setNoDelay()
      .setEncoding("latin1")
      .on("error", () => {});
    client.on("data", (text: string) => {
      // Here, between two pieces of what it hears, and not when a test next looks: it may have heard all by then.
      if (ignores.from()) return ignores.does();
      const heard = text.slice(0, left);
      received += heard.length;
      left -= heard.length;
      machine.feed(heard);
      if (left === 0) client.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: `tcp://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    received: () => received,
    cutLineAfter(characters) {
      left = characters;
    },
    hangUp: () => void socket?.destroy(),
    ignoreFrom: (from) =>
      new Promise((does) => {
        let so = false;
        ignores = { from: () => (so ||= from()), does };
      }),
    flash: hardware.flash,
    async restart(flash) {
      await machine.stop();
      if (flash) hardware.setFlash(flash);
      machine = await hardware.start(onOutput);
    },
    async stop() {
      socket?.destroy();
      await machine.stop();
      hardware.remove();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Runs a script in a Node process of its own, which must end by itself. */
export function runScript(
  script: string,
  onOutput: () => void = () => {},
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
    timeout: HANGING,
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    onOutput();
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, output })));
}

/** Switches an Espruino on with a flash, and gives what one expression in it prints: a value, or "Error". */
export async function askFlash(flash: Uint8Array, expression: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "espruino-"));
  writeFileSync(join(folder, "espruino.flash"), flash);
  const code = `try{print("answer:"+${expression})}catch(e){print("answer:Error")}`;
  const [program, ...args] = commandOf(ESPRUINOS[0]!);
  const child = spawn(program!, [...args, "-e", code], {
    cwd: folder,
    stdio: ["ignore", "pipe", "ignore"],
    timeout: HANGING,
    killSignal: "SIGKILL",
  });
  let output = "";
  child.stdout.setEncoding("latin1").on("data", (text: string) => {
    output += text;
  });
  await new Promise((resolve) => child.once("close", resolve));
  rmSync(folder, { recursive: true, force: true });
  return /answer:(\w*)/.exec(output)?.[1] ?? `nothing: ${output}`;
}

/** Runs a test with a board and a line to it. */
export async function withLine(
  start: () => Promise<TestBoard>,
  act: (line: EspruinoLine, board: TestBoard) => Promise<void>,
): Promise<void> {
  const board = await start();
  try {
    const line = await connect(board.port);
    try {
      await act(line, board);
    } finally {
      await line.close();
    }
  } finally {
    await board.stop();
  }
}
