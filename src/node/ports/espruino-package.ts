import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { startDeadline } from "../../common/deadline.js";
import { Stopped, shown, UserError } from "../../common/errors.js";
import type { TextPort } from "../../common/espruino/line.js";
import { endChild, startChild } from "../children.js";
import {
  type Order,
  type PortKind,
  type PortOptions,
  portKind,
  type Report,
} from "./espruino-package-messages.js";

/** The optional package, in the version whose bugs are worked around here. */
export const ESPRUINO_PACKAGE = "espruino@0.1.67";
/** Bits per second of an Espruino's UART; USB, BLE and TCP have none. */
const ESPRUINO_BAUD = 9600;
/** Milliseconds until the package must be loaded, which takes seconds of a busy machine. */
const LOADING = 120_000;
/** Milliseconds from then on until a port must be open. */
const OPENING: Readonly<Record<PortKind, number>> = { tcp: 10_000, serial: 10_000, ble: 45_000 };
const SCAN = 20_000;
/** Milliseconds that the package has to close a port well. */
const CLOSING = 2000;
/** The same when somebody waits for the end. */
const HURRIED = 200;

/** Whether the optional package is installed. */
export function hasEspruinoPackage(): boolean {
  try {
    createRequire(import.meta.url).resolve("espruino");
    return true;
  } catch {
    return false;
  }
}

/**
 * Opens a port by the npm package `espruino`, in a process of its own (see espruino-package-process.ts).
 * @param options.signal ends the opening, and makes the closing short
 * @throws UserError when the package is missing or the port cannot be opened; Stopped
 */
export async function openPackage(
  port: string,
  options: { readonly baud?: number; readonly signal?: AbortSignal } = {},
): Promise<TextPort> {
  const { signal } = options;
  checkPort(port);
  if (!hasEspruinoPackage()) {
    throw new UserError(
      `espruino: the optional package is not installed; install it with: npm install ${ESPRUINO_PACKAGE}`,
    );
  }
  const asked: PortOptions = { port, baud: options.baud ?? ESPRUINO_BAUD, scan: SCAN };
  const program = fileURLToPath(new URL("./espruino-package-process.js", import.meta.url));
  const child = await startChild(
    process.execPath,
    [program, JSON.stringify(asked)],
    "is Node.js installed?",
  );
  return new Promise((resolve, reject) => {
    const line = childLine(child, port, signal);
    const within = (time: number) => startDeadline(time, () => fail("it does not answer", []));
    let stopWaiting = within(LOADING);
    let failed = false;
    const fail = (why: string, ports: readonly string[]) => {
      if (failed) return;
      failed = true;
      stopWaiting();
      signal?.removeEventListener("abort", stop);
      const error = signal?.aborted ? new Stopped() : cannotOpen(port, why, ports);
      endChild(child).then(() => reject(error));
    };
    const stop = () => fail("it was stopped", []);
    signal?.addEventListener("abort", stop);
    if (signal?.aborted) stop();
    line.onReport((report) => {
      if (report.is === "failed") return fail(report.why, report.ports);
      if (report.is === "ended") return fail(report.why, []);
      if (report.is !== "loaded" && report.is !== "open") return;
      stopWaiting();
      if (report.is === "loaded") stopWaiting = within(OPENING[portKind(port)]);
      else {
        signal?.removeEventListener("abort", stop);
        resolve(line);
      }
    });
  });
}

function checkPort(port: string): void {
  const expected =
    'expected a serial path such as /dev/ttyACM0 or COM3, "tcp://host:port", or a BLE device\'s name or address';
  const tcp = /^tcp:\/\/[\w.-]+(:\d{1,5})?$/.test(port);
  const good = portKind(port) === "tcp" ? tcp : /^[^\p{Cc}]{1,200}$/u.test(port);
  if (!good) throw new UserError(`--port: got ${shown(port)}, ${expected}`);
}

const HINTS: Readonly<Record<PortKind, string>> = {
  tcp: "does something listen there?",
  serial: "is it plugged in, closed in other programs, and may you read and write it?",
  ble: "is it on, near and connected to nothing else? The system must let programs use Bluetooth, and npm must have been allowed to build @abandonware/noble (on Linux, BlueZ with D-Bus does as well)",
};

function cannotOpen(port: string, why: string, ports: readonly string[]): UserError {
  const kind = portKind(port);
  const here = kind === "tcp" ? "" : `; the ports here: ${ports.join(", ") || "none"}`;
  return new UserError(
    `--port: got ${shown(port)}, which cannot be opened (${why.replace(/\s+/g, " ").slice(0, 200)})${here}; ${HINTS[kind]}`,
  );
}

/** What a line of that process says; undefined for one that is not its own, such as what the package prints. */
function reportOf(text: string): Report | undefined {
  try {
    const report = JSON.parse(text) as Report | null;
    return typeof report === "object" && report?.is ? report : undefined;
  } catch {
    return undefined;
  }
}

function childLine(
  child: Awaited<ReturnType<typeof startChild>>,
  port: string,
  signal?: AbortSignal,
) {
  const listeners: ((report: Report) => void)[] = [];
  const unwritten = new Map<number, { resolve(): void; reject(error: Error): void }>();
  let writes = 0;
  let over: string | undefined;
  let stderr = "";
  const order = (one: Order) => child.stdin!.write(`${JSON.stringify(one)}\n`);
  const gone = () => new UserError(`${port} is gone: ${over}; is it unplugged or switched off?`);
  const end = (why: string) => {
    if (over !== undefined) return;
    over = why;
    for (const write of unwritten.values()) write.reject(gone());
    unwritten.clear();
    for (const listener of listeners) listener({ is: "ended", why });
  };
  child.stdin!.on("error", () => {}); // the process has ended, which "close" tells
  child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-2000);
  });
  child.on("close", () => end(errorIn(stderr) ?? "the espruino package ended"));
  createInterface({ input: child.stdout! }).on("line", (text) => {
    const report = reportOf(text);
    if (report === undefined) return;
    if (report.is === "ended") return end(report.why);
    if (report.is === "written") {
      unwritten.get(report.id)?.resolve();
      unwritten.delete(report.id);
    } else for (const listener of listeners) listener(report);
  });
  return {
    onReport: (listener: (report: Report) => void) => void listeners.push(listener),
    write: (text: string) =>
      new Promise<void>((resolve, reject) => {
        if (over !== undefined) return reject(gone());
        const id = ++writes;
        unwritten.set(id, { resolve, reject });
        order({ do: "write", id, text });
      }),
    onText: (listener: (text: string) => void) =>
      void listeners.push((report) => report.is === "data" && listener(report.text)),
    onEnd: (listener: (why: string) => void) =>
      void listeners.push((report) => report.is === "ended" && listener(report.why)),
    async close() {
      over ??= "it was closed";
      const closed = new Promise((resolve) => child.once("close", resolve));
      order({ do: "close" });
      const timer = setTimeout(() => endChild(child), signal?.aborted ? HURRIED : CLOSING);
      if (child.exitCode === null && child.signalCode === null) await closed;
      clearTimeout(timer);
    },
  };
}

/** What a crash of Node says. */
const errorIn = (text: string) => /^\w*Error: .*$/m.exec(text)?.[0];
