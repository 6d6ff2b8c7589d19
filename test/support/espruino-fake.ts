import { type Context, createContext, runInContext } from "node:vm";
import { crc32 } from "../../src/common/loader/crc32.js";
import type { Hardware, Machine } from "./espruino.js";
import type { FakeButton } from "./fake-button.js";

/**
 * A stand-in for Espruino: enough of its console, its Storage and its modules for what we send, executed by Node. It knows
 * more JavaScript than Espruino does, so a test with it says nothing about that.
 */
export function fakeEspruino(room = 80_000, button?: FakeButton): Hardware {
  const files = new Map<string, Uint8Array>();
  const storage = fakeStorage(files, room);
  return {
    start: async (onOutput) => startFake(storage, onOutput, button),
    flash: () =>
      Buffer.from(JSON.stringify([...files].map(([name, data]) => [name, textOf(data)]))),
    setFlash(image) {
      files.clear();
      for (const [name, text] of JSON.parse(textOf(image)) as [string, string][]) {
        files.set(name, bytesOf(text));
      }
    },
    remove() {},
  };
}

type Storage = ReturnType<typeof fakeStorage>;

const bytesOf = (text: string) => Uint8Array.from(text, (byte) => byte.charCodeAt(0) & 255);
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");

/** As src/jsflash.c: a file is made whole with all bits set, and a byte is written once. */
function fakeStorage(files: Map<string, Uint8Array>, room: number) {
  let trash = 0;
  const used = () => [...files.values()].reduce((sum, { length }) => sum + length + 32, trash);
  const erase = (name: string) => {
    trash += files.has(name) ? files.get(name)!.length + 32 : 0;
    files.delete(name);
  };
  return {
    erase,
    read: (name: string) => (files.has(name) ? textOf(files.get(name)!) : undefined),
    list: (pattern?: RegExp) => [...files.keys()].filter((name) => !pattern || pattern.test(name)),
    getFree: () => room - used(),
    getStats: () => ({ trashBytes: trash }),
    readArrayBuffer: (name: string) => files.get(name)?.slice().buffer,
    write(name: string, given: string | ArrayBuffer, offset = 0, whole?: number) {
      const data = typeof given === "string" ? bytesOf(given) : new Uint8Array(given).slice();
      const text = textOf(data);
      const size = whole ?? data.length;
      const old = files.get(name);
      const fresh = old?.length === size && old.every((byte) => byte === 255);
      if (offset === 0 && !fresh) {
        if (old && size === data.length && textOf(old) === text) return true;
        erase(name);
        if (size + 32 > room - used()) throw new Error("the stand-in would compact");
        files.set(name, new Uint8Array(size).fill(255));
      }
      const file = files.get(name);
      if (!file) throw new Error("Unable to find or create file");
      if (offset + data.length > file.length) throw new Error("Too much data for file size");
      if (file.subarray(offset, offset + data.length).some((byte) => byte !== 255)) {
        throw new Error("File already written with different data");
      }
      file.set(data, offset);
      return true;
    },
  };
}

function startFake(
  storage: Storage,
  onOutput: (text: string) => void,
  button: FakeButton | undefined,
): Machine {
  const timers = new Set<NodeJS.Timeout>();
  let typed = "";
  let echo = true;
  let context: Context;

  const print = (...values: unknown[]) => onOutput(`${values.map(String).join(" ")}\r\n`);
  const later =
    (set: typeof setTimeout | typeof setInterval) =>
    (act: () => void, time: number): number => {
      const timer = set(() => attempt(act), time);
      timers.add(timer);
      return timer[Symbol.toPrimitive]();
    };
  const clear = (id?: number) => {
    for (const timer of timers) {
      if (id !== undefined && timer[Symbol.toPrimitive]() !== id) continue;
      clearTimeout(timer);
      timers.delete(timer);
    }
  };
  const attempt = (act: () => unknown) => {
    try {
      return act();
    } catch (error) {
      print(`Uncaught ${error}`);
    }
  };
  const boot = () => {
    clear();
    button?.forget();
    context = fakeGlobals(storage, print, { later, clear, boot }, button?.globals);
    for (const name of [".boot0", ".boot1", ".boot2", ".boot3", ".bootcde"]) {
      const code = storage.read(name);
      if (code !== undefined) attempt(() => runInContext(code, context));
    }
  };
  const enter = (line: string) => {
    if (echo) onOutput("\r\n");
    const value = attempt(() => runInContext(line, context));
    if (echo && line !== "") onOutput(`=${String(value)}\r\n`);
    if (echo) onOutput(">");
    echo = true;
  };
  const take = (character: string) => {
    if (character === "\x10") echo &&= typed !== "";
    else if (character === "\n") {
      const line = typed;
      typed = "";
      enter(line);
    } else if (character === "\x03" || character === "H") {
      const erases = character === "\x03" || typed.endsWith("\x1b[2");
      typed = erases ? "" : `${typed}H`;
    } else {
      typed += character;
      if (echo && character >= " ") onOutput(character);
    }
  };
  boot();
  return {
    feed(text) {
      for (const character of text) take(character);
    },
    async stop() {
      clear();
    },
  };
}

interface Clock {
  later(set: typeof setTimeout | typeof setInterval): (act: () => void, time: number) => number;
  clear(id?: number): void;
  boot(): void;
}

function fakeGlobals(
  storage: Storage,
  print: (...values: unknown[]) => void,
  clock: Clock,
  own: object = {},
) {
  const modules = new Map<string, unknown>([
    ["Storage", storage],
    ["Flash", { getFree: () => [] }],
  ]);
  const require = (name: string): unknown => {
    if (modules.has(name)) return modules.get(name);
    const code = storage.read(name);
    if (code === undefined) throw new Error(`Module "${name}" not found`);
    return load(name, code);
  };
  const load = (name: string, code: string): unknown => {
    const scope = runInContext("({exports:{}})", context) as { exports: object };
    const run = runInContext(`(function(exports,module){${code}\n})`, context) as (
      ...scope: unknown[]
    ) => void;
    run(scope.exports, scope);
    modules.set(name, scope.exports);
    return scope.exports;
  };
  const context = createContext({
    print,
    require,
    E: {
      CRC32: (data: string | Uint8Array) => {
        const bytes = typeof data === "string" ? bytesOf(data) : Uint8Array.from(data);
        return crc32(bytes, 0, bytes.length);
      },
      // What modules with JavaScript kernels use: a piece of memory is an ArrayBuffer.
      toFlatString: ({ count }: { count: number }) => new ArrayBuffer(count),
      toArrayBuffer: (flat: ArrayBuffer) => flat,
      sum: (numbers: ArrayLike<number>) => Array.from(numbers).reduce((sum, one) => sum + one, 0),
      getTemperature: () => 21.5,
    },
    Modules: { removeCached: (name: string) => modules.delete(name), addCached: load },
    process: { env: { VERSION: "2v29", BOARD: "STAND-IN", MODULES: "Flash,Storage" } },
    atob: (text: string) => textOf(Buffer.from(text, "base64")),
    getTime: () => Date.now() / 1000,
    setTimeout: clock.later(setTimeout),
    setInterval: clock.later(setInterval),
    clearInterval: clock.clear,
    clearTimeout: clock.clear,
    load: clock.boot,
    ...own,
  });
  runInContext(EVENTS, context);
  return context;
}

/** Every object of Espruino emits events. */
const EVENTS = `
var global = this;
Object.defineProperties(Object.prototype, {
  on: { value(kind, listener) { (EVENTS.get(this) ?? EVENTS.set(this, []).get(this)).push([kind, listener]); } },
  emit: { value(kind, ...values) {
    for (const [one, listener] of EVENTS.get(this) ?? []) if (one === kind) setTimeout(() => listener(...values), 0);
  } },
  removeListener: { value(kind, listener) {
    EVENTS.set(this, (EVENTS.get(this) ?? []).filter((one) => one[0] !== kind || one[1] !== listener));
  } },
});
const EVENTS = new WeakMap();
`;
