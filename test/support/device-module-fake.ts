import { createContext, runInContext } from "node:vm";
import { crcOfAll } from "../../src/common/crc-table.js";
import type { Engine, Run } from "../../src/common/loader/engine.js";
import type { EspruinoNetwork } from "../../src/device/javascript/types.js";

/** A string in one piece, or a file in flash. */
interface Flat {
  readonly length: number;
  readonly bytes: Uint8Array;
}

/** Machine code that does nothing but stand for an engine's functions. */
export interface FakeCode {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** the first byte of its one entry */
  readonly entry: number;
  readonly engine: Engine;
}

/** What a device does at a power cut: it stops. */
export class PowerCut extends Error {}

/** Flash outside Storage, page by page. */
export interface FakeFlash {
  /** what `require("Flash").getFree()` tells */
  free: { addr: number; length: number }[];
  readonly begin: number;
  readonly page: number;
  readonly bytes: Uint8Array;
  /** erasures of each page so far */
  readonly erased: number[];
}

/**
 * A stand-in for Espruino that is as nasty as it may be: it moves all strings whenever memory is taken, and loses its power
 * in the middle of a write.
 */
export interface FakeDevice {
  /** the flash, which outlives the power */
  readonly files: Map<string, Uint8Array>;
  readonly flash: FakeFlash;
  /** bytes that getFree() tells */
  free: number;
  /** bytes of flash, headers counted as one, that are written before the power fails */
  power: number;
  /** what the word after the last is when the power fails in a write, and all words of a page when it fails in an erasure */
  torn: (old: number, right: number) => number;
  /** the byte of every file and every page that can no longer be written */
  worn: number;
  /** what a moved string's address leaves when it is divided by 4; a new string's leaves 0 */
  offset: 0 | 1 | 2 | 3;
  /** whether there is memory in one piece */
  hasMemory: boolean;
  /** whether Storage has addresses */
  mapped: boolean;
  /** how often machine code was called */
  calls: number;
  /** Moves all strings, as E.defrag() does. */
  tidyUp(): void;
  /** Switches the device on and runs a module's text. Its events go to `heard`, if that is there. */
  start(text: string): EspruinoNetwork;
  /** what `emit` was given, of all events that "#on…" has a listener for */
  heard?: [event: string, first: unknown, second: unknown][];
}

const CODE_BEGIN = 0x10000000;
const RAM_BEGIN = 0x20000000;
const MOVE = 0x10000;
const FLASH_BEGIN = 0x6a000;
const PAGE = 1024;

export function fakeDevice(code?: FakeCode): FakeDevice {
  let realm: Realm | undefined;
  const device: FakeDevice = {
    files: new Map(),
    flash: {
      free: [{ addr: FLASH_BEGIN - PAGE, length: 3 * PAGE }],
      begin: FLASH_BEGIN,
      page: PAGE,
      bytes: new Uint8Array(2 * PAGE).fill(255),
      erased: [0, 0],
    },
    torn: (old) => old,
    free: 40_000,
    power: Number.POSITIVE_INFINITY,
    worn: -1,
    offset: 0,
    hasMemory: true,
    mapped: true,
    calls: 0,
    tidyUp() {},
    start(text) {
      const module = { exports: {} };
      const require = (name: string) =>
        name === "Flash" ? fakeFlash(device) : fakeStorage(device);
      const textOf = (file: Flat) => Buffer.from(file.bytes).toString("latin1");
      realm ??= newRealm((...event) => device.heard?.push(event));
      realm.run(text)(module, require, fakeE(device, code), atob, textOf);
      return module.exports as EspruinoNetwork;
    },
  };
  return device;
}

/** Where a device's modules run; it outlives the power only because a new one takes longer than all that they do. */
interface Realm {
  /** Compiles a module's text; it throws when one before has left a global behind, which a device would have lost. */
  run(text: string): (...names: readonly unknown[]) => void;
}

function newRealm(hear: (...event: [string, unknown, unknown]) => void): Realm {
  const context = createContext({ hear });
  runInContext(
    'Object.defineProperty(Object.prototype,"emit",{value:function(a,b,c){hear(a,b,c)}});',
    context,
  );
  return {
    run(text) {
      const left = Object.keys(context).filter((name) => name !== "hear");
      if (left.length > 0) throw new Error(`a module left globals behind: ${left}`);
      // As there: a file's content is text for eval(), whose variables are those of the caller.
      const load = "function(file){return eval(textOf(file))}";
      return runInContext(
        `(function(module,require,E,atob,textOf){(function(eval){${text}\n})(${load})})`,
        context,
      );
    },
  };
}

const flat = (bytes: Uint8Array): Flat => ({ length: bytes.length, bytes });
const bytesOf = (data: ArrayBuffer | Uint8Array | Flat | string): Uint8Array => {
  if (typeof data === "string") return Buffer.from(data, "latin1");
  if ("bytes" in data) return data.bytes;
  // Of another realm: it is no instance of our ArrayBuffer.
  return "buffer" in data
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
};

function fakeStorage(device: FakeDevice) {
  const spend = () => {
    if (device.power-- <= 0) throw new PowerCut("the power failed");
  };
  const { files } = device;
  return {
    read: (name: string) => (files.has(name) ? flat(files.get(name)!) : undefined),
    readArrayBuffer: (name: string) => files.get(name)?.slice().buffer,
    getFree: () => device.free,
    erase(name: string) {
      spend();
      files.delete(name);
    },
    /** @param size of a file that is written in pieces, given with its first one */
    write(name: string, data: ArrayBuffer | string, offset = 0, size?: number) {
      const content = bytesOf(data);
      if (offset > 0) {
        files.get(name)!.set(content, offset);
        return true;
      }
      if (files.has(name)) {
        spend();
        files.delete(name);
      }
      spend();
      const file = new Uint8Array(size ?? content.length).fill(255);
      files.set(name, file);
      content.forEach((byte, i) => {
        spend();
        if (i !== device.worn) file[i] = byte;
      });
      return true;
    },
  };
}

/** Writing clears bits only; it and erasing go word by word, so that the power can fail after each. */
function fakeFlash(device: FakeDevice) {
  const { flash } = device;
  const place = (address: number, length: number) => {
    const at = address - flash.begin;
    if (at < 0 || at + length > flash.bytes.length)
      throw new Error(`crash: no flash at ${address}`);
    return at;
  };
  const words = new Uint32Array(flash.bytes.buffer);
  const change = (at: number, right: number) => {
    if (device.power-- > 0) {
      words[at] = right;
      return;
    }
    words[at] = device.torn(words[at]!, right);
    throw new PowerCut("the power failed");
  };
  return {
    getFree: () => flash.free,
    read(length: number, address: number) {
      const at = place(address, length);
      return flash.bytes.slice(at, at + length);
    },
    erasePage(address: number) {
      const page = Math.floor(place(address, 1) / flash.page);
      flash.erased[page]!++;
      for (let i = 0; i < flash.page / 4; i++) change((page * flash.page) / 4 + i, 0xffffffff);
    },
    write(data: ArrayBuffer, address: number) {
      const content = new Uint32Array(bytesOf(data).slice().buffer);
      const at = place(address, 4 * content.length) / 4;
      content.forEach((word, i) => {
        const worn = 4 * i <= device.worn && device.worn < 4 * i + 4;
        change(at + i, worn ? words[at + i]! : (words[at + i]! & word) >>> 0);
      });
    },
  };
}

type Data = Flat | { data: 0; count: number } | readonly Data[];

function fakeE(device: FakeDevice, code: FakeCode | undefined) {
  const addresses = new Map<Flat, number>();
  let next = RAM_BEGIN;
  /** Every string goes elsewhere; its old address means nothing any more. */
  const move = () => {
    for (const one of addresses.keys()) addresses.set(one, address() + device.offset);
  };
  const address = () => {
    next += MOVE;
    return next;
  };
  device.tidyUp = move;
  const collect = (data: Data): number[] => {
    if (Array.isArray(data)) return (data as readonly Data[]).flatMap(collect);
    const one = data as Flat | { data: 0; count: number };
    return "count" in one ? new Array<number>(one.count).fill(one.data) : [...one.bytes];
  };
  return {
    CRC32: (data: Flat | Uint8Array | string) =>
      crcOfAll(typeof data === "string" ? Buffer.from(data) : bytesOf(data)),
    sum(numbers: ArrayLike<number>) {
      let sum = 0;
      for (let i = 0; i < numbers.length; i++) sum += numbers[i]!;
      return sum;
    },
    toArrayBuffer: (data: Flat) => data.bytes.buffer,
    toFlatString(data: Data, more?: "") {
      move();
      if (!device.hasMemory) return undefined;
      if (more === undefined && addresses.has(data as Flat)) return data;
      const made = flat(Uint8Array.from(collect(data)));
      addresses.set(made, address());
      return made;
    },
    getAddressOf(data: Flat | undefined) {
      if (data === undefined) return 0;
      return addresses.get(data) ?? (device.mapped ? CODE_BEGIN : 0);
    },
    memoryArea: (begin: number, length: number) => ({
      toString: () =>
        begin === CODE_BEGIN - 28 && device.mapped
          ? [...device.files.keys()].find((name) => name.length === length && name.includes("~"))
          : "",
    }),
    nativeCall(entry: number, signature: string) {
      expectCode(entry, signature, addresses, code!);
      return (memory: number, argument: number, routine: number) => {
        const [place] = [...addresses].find(([, at]) => at === memory) ?? [];
        if (!place || memory % 4 > 0) throw new Error(`crash: no memory at ${memory}`);
        expectCode(entry, signature, addresses, code!);
        device.calls++;
        return runOn(place.bytes, code!.engine, routine / 4, argument);
      };
    },
  };
}

/** Throws where a device would crash: there is no machine code at an address. */
function expectCode(
  entry: number,
  signature: string,
  addresses: ReadonlyMap<Flat, number>,
  code: FakeCode,
): void {
  const copies = [...addresses].flatMap(([{ bytes: all }, begin]) => {
    const inside = Buffer.from(all).indexOf(code.bytes);
    return inside < 0 ? [] : [begin + inside];
  });
  const places = [CODE_BEGIN, ...copies].filter((place) => place % 4 === 0);
  if (signature === "int(int,int,int)" && places.includes(entry - 1 - code.entry)) return;
  throw new Error(`crash: no code at ${entry}`);
}

/** Calls an engine's routine on memory that is not its own; gives the bits of what train and loss give. */
function runOn(bytes: Uint8Array, engine: Engine, routine: number, argument: number): number {
  const size = engine.layout.end;
  const own = new Uint8Array(engine.memory, 0, size);
  own.set(bytes.subarray(0, size));
  const result = engine.run(routine as Parameters<Run>[0], argument);
  bytes.set(own);
  const isFloat = routine === 3 || routine === 4;
  return isFloat ? new Int32Array(Float32Array.of(result).buffer)[0]! : result;
}
