import { readFileSync } from "node:fs";
import { join } from "node:path";
import vm from "node:vm";
import { ESPRUINO_BOARDS } from "../../boards/index.js";
import { espruinoModule } from "../../src/common/espruino/module.js";
import { crc32 } from "../../src/common/loader/crc32.js";
import { buildNetwork } from "../../src/node/build-network.js";
import { readNetworkFile } from "../../src/node/load-network.js";
import { packageRoot } from "../../src/node/package.js";

type Listener = (...values: unknown[]) => void;

/** What a program on a board sees, played by Node: enough for the examples, and nothing more. */
export interface FakeBoard {
  /** calls the listeners of an object of the program's, such as Bangle */
  emit(object: string, event: string, ...values: unknown[]): void;
  /** presses or releases the button */
  press(down: boolean): void;
  /** runs what setInterval repeats */
  tick(): void;
  /** what digitalWrite last wrote to a pin */
  readonly pins: Map<string, unknown>;
  /** how often each of the board's own functions was called */
  readonly calls: Map<string, number>;
  readonly printed: string[];
  /** files in Storage */
  readonly files: Map<string, Uint8Array>;
  /** what analogRead gives */
  analog: number;
  /** bytes that are free in Storage */
  free: number;
  /** what stands on the screen */
  readonly screen: string[];
}

/** Every object has events in Espruino. */
class Emitter {
  readonly listeners = new Map<string, Listener[]>();
  on(event: string, listener: Listener): void {
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
  }
  emit(event: string, ...values: unknown[]): void {
    for (const listener of this.listeners.get(event) ?? []) listener.apply(this, values);
  }
}

/** Starts an example's program on a fake board, its network in JavaScript. */
export async function startExample(
  example: string,
  files = new Map<string, Uint8Array>(),
): Promise<FakeBoard> {
  const folder = join(packageRoot(), "examples/espruino", example);
  const built = await buildNetwork(await readNetworkFile(join(folder, "network.json")));
  const board = ESPRUINO_BOARDS[0]!;
  const { files: parts } = espruinoModule(built, board, "neural", "javascript");
  const calls = new Map<string, number>();
  const count = (name: string, result?: unknown) => () => {
    calls.set(name, (calls.get(name) ?? 0) + 1);
    return result;
  };
  const bangle = Object.assign(new Emitter(), { buzz: count("buzz") });
  const puck = Object.assign(new Emitter(), {
    magOn: count("magOn"),
    mag: count("mag", { x: 100, y: -300, z: 50 }),
  });
  const objects: Record<string, Emitter> = { Bangle: bangle, Puck: puck };
  const intervals: Listener[] = [];
  const watches: Listener[] = [];
  const pins = new Map<string, unknown>();
  const printed: string[] = [];
  let down = false;
  const fake = { analog: 0.2, free: 100_000, screen: [] as string[] };
  // Graphics whose calls can be chained, as there.
  const g: Record<string, unknown> = {
    getWidth: () => 176,
    clear: () => {
      fake.screen.length = 0;
      return g;
    },
    setFont: () => g,
    setFontAlign: () => g,
    drawString: (text: string) => {
      fake.screen.push(text);
      return g;
    },
  };
  for (const { name, data } of parts.slice(0, -1)) files.set(name, data);
  const storage = {
    read: (name: string) => files.has(name) && Buffer.from(files.get(name)!).toString("latin1"),
    readArrayBuffer: (name: string) => files.get(name)?.slice().buffer,
    write: (name: string, data: ArrayBuffer) => !!files.set(name, new Uint8Array(data).slice()),
    getFree: () => fake.free,
  };
  const globals: Record<string, unknown> = {
    E: {
      toFlatString: ({ count: length }: { count: number }) => new ArrayBuffer(length),
      toArrayBuffer: (flat: ArrayBuffer) => flat,
      CRC32: (data: Uint8Array | string) => {
        const bytes = typeof data === "string" ? Buffer.from(data, "latin1") : data;
        return crc32(bytes, 0, bytes.length);
      },
      sum: (numbers: ArrayLike<number>) => Array.from(numbers).reduce((sum, one) => sum + one, 0),
    },
    Bangle: bangle,
    Puck: puck,
    g,
    print: (...values: unknown[]) => printed.push(values.join(" ")),
    setInterval: (listener: Listener) => intervals.push(listener),
    setWatch: (listener: Listener) => watches.push(listener),
    analogRead: () => fake.analog,
    digitalWrite: (pin: string, value: unknown) => pins.set(pin, value),
    BTN: { read: () => down },
    BTN1: "BTN1",
    A5: "A5",
    LED1: "LED1",
    LED2: "LED2",
  };
  const run = (text: string, file: string, more: object) =>
    vm.runInNewContext(text, { ...globals, ...more }, { filename: file });
  const load = (): unknown => {
    const module = { exports: {} as object };
    const text = new TextDecoder().decode(parts.at(-1)!.data);
    const flash = { getFree: () => [] }; // none of its own
    run(text, "neural", {
      module,
      require: (name: string) => (name === "Flash" ? flash : storage),
    });
    const events = new Emitter();
    const on = (event: string, listener: Listener) => {
      events.on(event, listener);
      Object.assign(module.exports, { [`#on${event}`]: listener }); // as Espruino keeps it
    };
    return Object.assign(module.exports, { on, emit: events.emit.bind(events) });
  };
  const program = readFileSync(join(folder, "program.js"), "utf8");
  run(program, `${example}/program.js`, { require: load });
  return Object.assign(fake, {
    emit: (object: string, event: string, ...values: unknown[]) =>
      objects[object]!.emit(event, ...values),
    press: (now: boolean) => {
      down = now;
      if (now) for (const watch of watches) watch();
    },
    tick: () => {
      for (const listener of intervals) listener();
    },
    pins,
    calls,
    printed,
    files,
  });
}
