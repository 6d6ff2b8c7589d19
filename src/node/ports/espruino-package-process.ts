/**
 * The process in which the npm package `espruino` runs. The package changes globals, prints whatever it does, leaves
 * Bluetooth and D-Bus open and ends its process when a port fails; a process of its own keeps all that away from ours.
 */
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import {
  type Order,
  type PortKind,
  type PortOptions,
  portKind,
  type Report,
} from "./espruino-package-messages.js";

interface Port {
  readonly path: string;
  readonly description?: string;
}
interface Device {
  readonly name: string;
  getPorts(done: (ports: readonly Port[] | undefined, all: boolean) => void): void;
}
/** What we use of the package's global. */
interface Package {
  readonly Config: Record<string, unknown>;
  readonly Core: {
    readonly Serial: {
      readonly devices: Device[];
      readonly connection: {
        chunkSize: number;
        flowControlWait: number;
        write(text: string): Promise<void>;
      };
      startListening(listener: (data: ArrayBuffer) => void): void;
      getPorts(done: (ports: readonly Port[]) => void): void;
      open(path: string, opened: (status: unknown) => void, closed: () => void): void;
      isConnected(): boolean;
      close(): void;
    };
  };
}

/** The package's devices for each kind of port; its others would look for a browser. */
const DEVICES: Readonly<Record<PortKind, readonly string[]>> = {
  tcp: ["Node Socket"],
  serial: ["Node Serial"],
  ble: ["Noble Bluetooth LE", "Node-ble Bluetooth LE"],
};
/** Characters at a time: a command over TCP, which paces itself; the package's own choice; what one BLE packet holds. */
const CHUNK: Readonly<Record<PortKind, number>> = { tcp: 8192, serial: 512, ble: 20 };
const XON = "\x11";
const XOFF = "\x13";
/** Milliseconds that the package waits after XOFF if no XON comes. */
const XOFF_WAIT = 10_000;
/** Milliseconds between two looks at the devices that are near, and for one look. */
const SCAN_PAUSE = 500;
const LISTING = 2000;

const options = JSON.parse(process.argv[2]!) as PortOptions;
const kind = portKind(options.port);
let opened = false;
let seen: readonly Port[] = [];
/** The last thing that the package complained about. */
let complaint = "";

const say = (report: Report) => process.stdout.write(`${JSON.stringify(report)}\n`);
const sleep = (time: number) => new Promise((resolve) => setTimeout(resolve, time));

function stop(why: string): void {
  if (opened) say({ is: "ended", why });
  else say({ is: "failed", why, ports: seen.map(nameOf) });
  process.stdout.end(() => process.exit(0));
}

const nameOf = ({ path, description }: Port) => (description ? `${path} (${description})` : path);

function listenToComplaints(): void {
  for (const quiet of ["log", "info", "warn", "debug"] as const) console[quiet] = () => {};
  console.error = (...words: unknown[]) => {
    complaint = words.map(String).join(" ");
    // The package tells of a socket's error in no other way: a refused connection would never end.
    if (kind === "tcp" && complaint.startsWith("RECEIVE ERROR")) stop(complaint);
  };
  // The package listens to no serial port's errors: they arrive here.
  process.on("uncaughtException", (error) => {
    complaint = error.message;
    if (kind === "serial") stop(complaint);
  });
  // The package's own handler throws what it does not know, which ends the process: one way to Bluetooth may fail.
  process.on("newListener", (event, listener) => {
    if (event === "uncaughtException") queueMicrotask(() => process.off(event, listener));
  });
}

function load(): Promise<Package> {
  const { init } = createRequire(import.meta.url)("espruino") as { init(done: () => void): void };
  return new Promise((resolve) => {
    init(() => resolve((globalThis as unknown as { Espruino: Package }).Espruino));
  });
}

function configure({ Config, Core }: Package): void {
  const ble = kind === "ble";
  Object.assign(Config, {
    BAUD_RATE: options.baud,
    SERIAL_IGNORE: "",
    SERIAL_TCPIP: [options.port],
    BLUETOOTH_LOW_ENERGY: ble,
    BLUETOOTH_LOW_ENERGY_DBUS: ble,
    WEB_BLUETOOTH: false,
    // Else the package asks the board who it is, and espruino.com about such boards.
    ENV_ON_CONNECT: false,
    MODULE_URL: "",
    BOARD_JSON_URL: "",
  });
  const { devices } = Core.Serial;
  devices.splice(0, devices.length, ...devices.filter(({ name }) => DEVICES[kind].includes(name)));
  for (const device of devices) {
    answerInTime(device);
    if (kind === "serial") takeAnyPath(device);
  }
  Core.Serial.connection.chunkSize = CHUNK[kind];
}

/** The package waits for all devices, and one that has failed never answers. */
function answerInTime(device: Device): void {
  const getPorts = device.getPorts;
  device.getPorts = (done) => {
    const timer = setTimeout(() => done([], true), LISTING);
    getPorts((ports, all) => {
      clearTimeout(timer); // a promise takes the first answer only
      done(ports, all);
    });
  };
}

/** The package opens only ports that it has listed, and it lists only what udev knows. */
function takeAnyPath(device: Device): void {
  const getPorts = device.getPorts;
  device.getPorts = (done) =>
    getPorts((ports = [], all) => {
      const known = ports.some(({ path }) => path === options.port);
      seen = ports;
      done(known ? ports : [...ports, { path: options.port }], all);
    });
}

/** The path of the one port that is meant: an exact path or name, or the only one whose name contains it. */
async function findPath(serial: Package["Core"]["Serial"]): Promise<string | undefined> {
  const wanted = options.port.toLowerCase();
  const until = Date.now() + (kind === "ble" ? options.scan : 0);
  do {
    const ports = await new Promise<readonly Port[]>((resolve) => serial.getPorts(resolve));
    if (kind === "ble") seen = ports;
    const named = (port: Port) => port.description?.toLowerCase() ?? "";
    const exact = ports.filter((port) => [port.path.toLowerCase(), named(port)].includes(wanted));
    const like = exact.length > 0 ? exact : ports.filter((port) => named(port).includes(wanted));
    if (like.length === 1) return like[0]!.path;
    if (kind === "ble") await sleep(SCAN_PAUSE);
  } while (Date.now() < until);
  return undefined;
}

async function main(): Promise<void> {
  listenToComplaints();
  const espruino = await load();
  configure(espruino);
  say({ is: "loaded" });
  const { Serial: serial } = espruino.Core;
  takeOrders(serial);
  if (serial.devices.length === 0) return stop("its optional package for such ports is missing");
  const path = await findPath(serial);
  if (path === undefined) return stop(complaint || "there is no such device near");

  serial.startListening((data) => {
    const text = Buffer.from(data).toString("latin1");
    obeyFlowControl(serial.connection, text);
    say({ is: "data", text: text.replaceAll(XON, "").replaceAll(XOFF, "") });
  });
  serial.open(
    path,
    (status) => {
      if (status === undefined) return stop(complaint || "it does not answer");
      opened = true;
      say({ is: "open" });
    },
    () => stop("the other side closed it"),
  );
}

/** The package knows XON and XOFF, but has no way to turn them on. */
function obeyFlowControl(connection: { flowControlWait: number }, text: string): void {
  const last = Math.max(text.lastIndexOf(XON), text.lastIndexOf(XOFF));
  if (last >= 0) connection.flowControlWait = text[last] === XOFF ? XOFF_WAIT : 0;
}

function takeOrders(serial: Package["Core"]["Serial"]): void {
  createInterface({ input: process.stdin })
    .on("line", (line) => {
      const order = JSON.parse(line) as Order;
      if (order.do === "close") return close(serial);
      // Not Serial.write: below 512 characters it never says that it is done.
      serial.connection.write(order.text).then(() => say({ is: "written", id: order.id }));
    })
    .on("close", () => process.exit(0));
}

function close(serial: Package["Core"]["Serial"]): void {
  if (!serial.isConnected()) process.exit(0);
  serial.close();
  setTimeout(() => process.exit(0), 1000);
}

await main();
