import { spawn, spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { TestContext } from "node:test";
import { HANGING } from "./waiting.js";

/** A build of Espruino for Linux. */
export interface EspruinoBinary {
  readonly path: string;
  readonly core: "x86-64" | "ARM";
}

/** Bytes of an ELF header, and where it says for what it is made. */
const ELF = { bytes: 20, magic: 0x464c457f, machine: 18 };
const MACHINES: Readonly<Record<number, EspruinoBinary["core"]>> = { 40: "ARM", 62: "x86-64" };

/** Tells a program's kind by its first bytes. Throws when it is none that we can start. */
export function espruinoBinary(path: string): EspruinoBinary {
  const head = Buffer.alloc(ELF.bytes);
  const file = openSync(path, "r");
  readSync(file, head);
  closeSync(file);
  const core = MACHINES[head.readUInt16LE(ELF.machine)];
  if (head.readUInt32LE(0) !== ELF.magic || core === undefined) {
    throw new Error(`${path}: got no ELF file for x86-64 or 32-bit ARM, expected a Linux build`);
  }
  return { path, core };
}

/** The builds that the environment variable names, separated by ":"; tests use the first. */
export const ESPRUINOS: readonly EspruinoBinary[] = (process.env.ESPRUINO ?? "")
  .split(":")
  .filter((path) => path !== "")
  .map(espruinoBinary);

/** How a build is started here: ARM's through an emulator, except on ARM. */
export function commandOf({ path, core }: EspruinoBinary): readonly string[] {
  return core === "ARM" && process.arch !== "arm" ? ["qemu-arm", path] : [path];
}

/**
 * Why a test that runs Espruino is skipped; false when it can run.
 * @param core what the test is about: machine code needs ARM
 */
export function noRealEspruino(core?: "ARM"): string | false {
  const [first] = ESPRUINOS;
  if (!first) return "needs Espruino: set ESPRUINO to the path of a Linux build (make BOARD=LINUX)";
  if (core && first.core !== core) {
    return `needs Espruino for 32-bit ARM, got ${basename(first.path)} for ${first.core}`;
  }
  const [program] = commandOf(first);
  const runs = program === first.path || spawnSync(program!, ["--version"]).error === undefined;
  return runs ? false : `needs ${program}: sudo apt-get install qemu-user`;
}

/** What is printed by {@link SHOW}. */
export type Shown = string | number | boolean | null | readonly Shown[] | { [name: string]: Shown };

/** `show(value)` prints a value for the test. */
export const SHOW = 'function show(x){print("#"+JSON.stringify(x))}\n';
const END = "the program ended";
/** What Espruino prints before the output of a timer. */
const PROMPT = ">\r\x1b[J";

export interface RunOptions {
  /** instead of the first of ESPRUINOS */
  readonly binary?: EspruinoBinary;
  /** whether Storage has no address, as where it lies in a chip of its own */
  readonly unmapped?: boolean;
  /** gives back all that was printed, errors too, instead of throwing at an error */
  readonly mayFail?: boolean;
}

/** An Espruino with a Storage of its own; each program runs in a new process, as after a restart. */
export interface RealEspruino {
  readonly folder: string;
  /** Runs a program to its end, its timers too; gives what it showed. Throws what it printed when it fails. */
  run(program: string, options?: RunOptions): Promise<readonly Shown[]>;
  /** The same with all lines. */
  print(program: string, options?: RunOptions): Promise<string>;
  /** Makes a file for `require("fs").readFileSync(name)`. */
  put(name: string, data: Uint8Array): void;
  /** Writes a file into Storage. */
  store(name: string, data: Uint8Array): Promise<void>;
  flash(): Uint8Array;
  setFlash(image: Uint8Array): void;
}

/** Makes an Espruino that is removed when the test ends, and all its processes with it. */
export function realEspruino(t: TestContext): RealEspruino {
  const { espruino, remove } = espruinoInFolder();
  t.after(remove);
  return espruino;
}

/**
 * The same for whoever removes it.
 * @param usual instead of the first of ESPRUINOS
 */
export function espruinoInFolder(usual?: EspruinoBinary): {
  espruino: RealEspruino;
  remove(): void;
} {
  const folder = mkdtempSync(join(tmpdir(), "perceptino-espruino-"));
  const image = join(folder, "espruino.flash");
  const stop = new AbortController();
  const print = (program: string, options: RunOptions = {}) => {
    writeFileSync(join(folder, "program.js"), program, "latin1");
    return runProgram(folder, { ...(usual && { binary: usual }), ...options }, stop.signal);
  };
  const espruino: RealEspruino = {
    folder,
    print,
    async run(program, options = {}) {
      const text = await print(`${SHOW}${program}\n;show(${JSON.stringify(END)})`, options);
      return shownIn(text, options);
    },
    put: (name, data) => writeFileSync(join(folder, name), data),
    async store(name, data) {
      espruino.put("stored", data);
      const place = 'require("Storage")';
      const content = 'require("fs").readFileSync("stored")';
      const [written] = await espruino.run(
        `${place}.write(${JSON.stringify(name)},${content});show(E.CRC32(${place}.read(${JSON.stringify(name)}))==E.CRC32(${content}))`,
      );
      if (written !== true) throw new Error(`${name}: Espruino did not store it`);
    },
    flash: () => (existsSync(image) ? readFileSync(image) : new Uint8Array()),
    setFlash: (bytes) => writeFileSync(image, bytes),
  };
  return {
    espruino,
    remove() {
      stop.abort();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function shownIn(text: string, { mayFail }: RunOptions): readonly Shown[] {
  const lines = text
    .replaceAll(PROMPT, "")
    .split("\n")
    .map((line) => line.trimEnd());
  const shown = lines
    .filter((line) => line.startsWith("#"))
    .map((line) => JSON.parse(line.slice(1)) as Shown);
  const failed = /^(?:Uncaught|OUT OF MEMORY|Execution Interrupted)/m.test(lines.join("\n"));
  if (!mayFail && (failed || !shown.includes(END))) {
    throw new Error(`Espruino: ${text.slice(-1500)}`);
  }
  return shown.filter((value) => value !== END);
}

/** Runs program.js of a folder; gives what it prints. */
function runProgram(folder: string, options: RunOptions, signal: AbortSignal): Promise<string> {
  const [program, ...args] = commandOf(options.binary ?? ESPRUINOS[0]!);
  const { ESPRUINO_FLASH_MMAP: _, ...environment } = process.env;
  const child = spawn(program!, [...args, "program.js"], {
    cwd: folder,
    env: options.unmapped ? environment : { ...environment, ESPRUINO_FLASH_MMAP: "1" },
    stdio: ["ignore", "pipe", "ignore"],
    timeout: HANGING,
    killSignal: "SIGKILL",
    signal,
  });
  let output = "";
  child.stdout.setEncoding("latin1").on("data", (text: string) => {
    output += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (_code, killedBy) => {
      if (killedBy === null) resolve(output);
      else reject(new Error(`Espruino: ended by ${killedBy}: ${output.slice(-1500)}`));
    });
  });
}
