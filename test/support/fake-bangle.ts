import { readFileSync } from "node:fs";
import { join } from "node:path";
import vm from "node:vm";
import { crc32 } from "../../src/common/loader/crc32.js";

type Act = (...values: unknown[]) => unknown;

/** What an app gives Bangle.setUI. */
interface UI {
  touch?: Act;
  drag?: Act;
  btn?: Act;
}

/** What an app loader reads of an app. */
export interface AppMetadata {
  readonly id: string;
  readonly name: string;
  readonly supports: readonly string[];
  readonly storage: readonly {
    readonly name: string;
    readonly url: string;
    readonly evaluate?: boolean;
  }[];
  readonly data: readonly { readonly name: string }[];
}

export const metadataIn = (folder: string): AppMetadata =>
  JSON.parse(readFileSync(join(folder, "metadata.json"), "utf8"));

/** Puts an app's files into a watch's Storage, as the app loader does; what the app wrote stays. */
export function install(folder: string, files: Map<string, Uint8Array>): void {
  for (const { name, url, evaluate } of metadataIn(folder).storage) {
    const bytes = readFileSync(join(folder, url));
    const image = () => Buffer.from(vm.runInNewContext(bytes.toString(), { atob }), "latin1");
    files.set(name, Uint8Array.from(evaluate ? image() : bytes));
  }
}

/** A stand-in for a Bangle.js 2 that runs an app: what is on its screen, and a person's finger and button. */
export interface FakeBangle {
  /** texts drawn since the screen was cleared */
  readonly screen: readonly string[];
  /** texts of alerts, the last of which was read */
  readonly alerts: readonly string[];
  /** the items of the menu on the screen; undefined without one */
  readonly menu: Readonly<Record<string, unknown>> | undefined;
  /** what Bangle.setPollInterval was told, in milliseconds; undefined when nothing */
  readonly interval: number | undefined;
  /** bytes that Storage has left */
  free: number;
  /** tells the accelerometer's x, y and z */
  feel(x: number, y: number, z: number): void;
  /** chooses an item of the menu */
  choose(item: string): void;
  tap(): void;
  finger(down: boolean): void;
  button(): void;
  /** leaves the app for another */
  leave(): void;
}

/** What an alert or a prompt gives, where a person has answered at once. */
// biome-ignore lint/suspicious/noThenProperty: as Espruino's promises have it
const after = (answer: unknown) => ({ then: (act: Act) => act(answer) });

/** Runs a program of a watch's Storage. */
export function startBangle(
  program: string,
  files: Map<string, Uint8Array>,
  free = 100_000,
): FakeBangle {
  let screen: string[] = [];
  const alerts: string[] = [];
  const heard = new Map<string, Act>();
  let menu: Record<string, unknown> | undefined;
  let ui: UI = {};
  let interval: number | undefined;
  let clock = 0;
  const fake = { free };
  const latin1 = (name: string) => {
    const bytes = files.get(name);
    return bytes && Buffer.from(bytes).toString("latin1");
  };
  const storage = {
    read: latin1,
    readJSON: (name: string) => files.has(name) && JSON.parse(latin1(name)!),
    writeJSON: (name: string, value: unknown) =>
      files.set(name, new TextEncoder().encode(JSON.stringify(value))),
    readArrayBuffer: (name: string) => files.get(name)?.slice().buffer,
    write: (name: string, data: ArrayBuffer) => !!files.set(name, new Uint8Array(data).slice()),
    erase: (name: string) => files.delete(name),
    getFree: () => fake.free,
  };
  const graphics: Record<string, Act> = {
    getWidth: () => 176,
    getHeight: () => 176,
    stringWidth: (text) => 8 * String(text).length,
    clear: () => {
      screen = [];
      return graphics;
    },
    drawString: (text) => {
      screen.push(String(text));
      return graphics;
    },
  };
  for (const name of ["reset", "setFont", "setFontAlign", "drawRect", "fillRect"]) {
    graphics[name] = () => graphics;
  }
  const globals = {
    g: graphics,
    process: { env: { HWVERSION: 2 } },
    getTime: () => clock,
    print: () => {},
    E: {
      on: (event: string, act: Act) => heard.set(event, act),
      showMenu: (items?: Record<string, unknown>) => {
        menu = items;
      },
      showAlert: (text: string) => {
        alerts.push(text);
        return after(undefined);
      },
      showPrompt: () => after(true),
      toFlatString: ({ count }: { count: number }) => new ArrayBuffer(count),
      toArrayBuffer: (flat: ArrayBuffer) => flat,
      CRC32: (data: Uint8Array | string) => {
        const bytes = typeof data === "string" ? Buffer.from(data, "latin1") : data;
        return crc32(bytes, 0, bytes.length);
      },
      sum: (numbers: ArrayLike<number>) => Array.from(numbers).reduce((sum, one) => sum + one, 0),
    },
    Bangle: {
      on: (event: string, act: Act) => heard.set(event, act),
      setUI: (given: UI = {}) => {
        ui = given;
      },
      buzz: () => {},
      setPollInterval: (milliseconds: number) => {
        interval = milliseconds;
      },
    },
  };
  const load = (name: string): unknown => {
    if (name === "Storage") return storage;
    const module = { exports: {} };
    vm.runInNewContext(latin1(name)!, { ...globals, module, require: load }, { filename: name });
    return module.exports;
  };
  const run = vm.runInNewContext(latin1(program)!, { ...globals, require: load });
  if (typeof run === "function") run(() => {});
  return {
    get free() {
      return fake.free;
    },
    set free(bytes: number) {
      fake.free = bytes;
    },
    get screen() {
      return screen;
    },
    alerts,
    get interval() {
      return interval;
    },
    get menu() {
      return menu;
    },
    feel: (x: number, y: number, z: number) => {
      clock += 0.08;
      heard.get("accel")!({ x, y, z });
    },
    choose: (item: string) => {
      (menu![item] as Act)();
    },
    tap: () => {
      ui.touch!(1, { x: 88, y: 88 });
    },
    finger: (down: boolean) => {
      ui.drag!({ b: down ? 1 : 0 });
    },
    button: () => {
      ui.btn!(1);
    },
    leave: () => {
      heard.get("kill")!();
    },
  };
}
