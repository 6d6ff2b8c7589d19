import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Board } from "../../boards/index.js";
import { UserError } from "../errors.js";
import { type Layout, webAssemblyEngine } from "../loader/index.js";
import { packageRoot } from "../package-root.js";
import { scanWasm, type WasmScan } from "./scan-wasm.js";
import { runTool } from "./toolchain.js";
import { cacheFolder, wasm3Source } from "./wasm3-source.js";

/** What to build. */
export interface FirmwareRequest {
  readonly board: Board;
  readonly engine: "wasm3" | "c";
  /** the network's module; the engine "c" takes only its constants */
  readonly wasm: Uint8Array;
  /** the same module as C, for the engine "c" */
  readonly cSource?: CSource;
  /** folder for firmware.elf and firmware.bin */
  readonly outDir: string;
  readonly options?: FirmwareOptions;
}

/** A module as C (build --target c). */
export interface CSource {
  /** what the functions' names begin with: PREFIX_init, PREFIX_forward, PREFIX_step, PREFIX_memory */
  readonly prefix: string;
  /** the header's file name, which the source includes */
  readonly headerName: string;
  readonly header: string;
  readonly source: string;
  /** the compiler options that it is made for */
  readonly flags: readonly string[];
}

export interface FirmwareOptions {
  /** bits of wasm3's floating-point register: 32, which our modules allow, or 64 as wasm3 has it */
  readonly floatRegister?: 32 | 64;
  /** bits of wasm3's integer register: 32, which our modules allow, or 64 as wasm3 has it */
  readonly integerRegister?: 32 | 64;
  /** bits in which wasm3 reckons addresses: 32, or 64 as wasm3 has it */
  readonly addresses?: 32 | 64;
  /** bytes of linear memory under wasm3; less than the module's end makes it trap */
  readonly memoryLimit?: number;
  /** how wasm3 (-O2 when left out) or the network's C (-O3) is optimised */
  readonly optimize?: "-O2" | "-O3" | "-Os";
  /** bytes of RAM kept for the stack */
  readonly stack?: number;
  /** bytes of one of wasm3's code pages */
  readonly codePage?: number;
  /** lets the host cut the power at a flash write (request 13); for simulated boards */
  readonly cutPower?: boolean;
}

export interface BuiltFirmware {
  readonly elf: string;
  readonly bin: string;
  readonly sizes: { readonly text: number; readonly data: number; readonly bss: number };
  /** the compiler's first line about itself */
  readonly compiler: string;
}

const CORES: Readonly<Record<Board["core"], readonly string[]>> = {
  "Cortex-M0": ["-mcpu=cortex-m0"],
  "Cortex-M0+": ["-mcpu=cortex-m0plus"],
  "Cortex-M3": ["-mcpu=cortex-m3"],
  "Cortex-M4F": ["-mcpu=cortex-m4", "-mfpu=fpv4-sp-d16", "-mfloat-abi=hard"],
  "Cortex-M33F": ["-mcpu=cortex-m33", "-mfpu=fpv5-sp-d16", "-mfloat-abi=hard"],
};
const COMMON = [
  "-mthumb",
  "-std=c99",
  "-ffp-contract=off",
  "-ffunction-sections",
  "-fdata-sections",
];
const OWN = ["-O2", "-Wall", "-Wextra"];
/** wasm3's operations are a few instructions each: moving them about costs registers and gains nothing. */
const WASM3 = [
  "-fomit-frame-pointer",
  "-fno-schedule-insns",
  "-fno-schedule-insns2",
  "-fno-tree-ter",
];
/** Files that are the C library, or a part: a compiler must not make calls to themselves of their loops. */
const LIBRARY = ["-fno-builtin", "-fno-tree-loop-distribute-patterns"];
const SHARED = [
  "startup.c",
  "main.c",
  "serve.c",
  "learner.c",
  "frame.c",
  "slots.c",
  "flash.c",
  "crc32.c",
];
const ENGINE = { wasm3: ["engine-wasm3.c", "heap.c"], c: ["engine-c.c", "libc-mini.c"] };
const GCC = "arm-none-eabi-gcc";
/** Bytes of stack. Thumb-1 knows no tail calls through a register, so there wasm3's operations nest. */
const STACK = { wasm3: 4096, wasm3OnThumb1: 16 * 1024, c: 1024 };

/** Compiles the one firmware for a board and a network. */
export async function buildFirmware(request: FirmwareRequest): Promise<BuiltFirmware> {
  const compiler = (await runTool(GCC, ["--version"])).split("\n")[0]!;
  const { layout } = await webAssemblyEngine(new Uint8Array(request.wasm));
  const work = await mkdtemp(join(tmpdir(), "perceptino-firmware-"));
  try {
    await writeNetwork(request, layout, work);
    const objects =
      request.engine === "wasm3"
        ? [...(await wasm3Objects(request, work, compiler)), ...(await ownObjects(request, work))]
        : await ownObjects(request, work);
    await mkdir(request.outDir, { recursive: true });
    const elf = join(request.outDir, "firmware.elf");
    const bin = join(request.outDir, "firmware.bin");
    await link(request, layout, objects, elf);
    await runTool("arm-none-eabi-objcopy", ["-O", "binary", elf, bin]);
    return { elf, bin, sizes: await sizesOf(elf), compiler };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

const coreFlags = ({ board }: FirmwareRequest) => [...CORES[board.core], ...COMMON];

const hex = (value: number) => `0x${(value >>> 0).toString(16)}u`;

/** Bytes of one checkpoint slot (SPEC.md, "Checkpoints on a device"). */
function slotBytes({ board }: FirmwareRequest, layout: Layout): number {
  const { inputs, outputs, parameters, batch } = layout;
  const words = 8 + 2 * inputs + parameters + batch * (inputs + outputs) + 1;
  const { unit } = board.firmware.checkpoints;
  return Math.ceil((8 + 4 * words) / unit) * unit;
}

/** Writes network.h, the module's constants, and the module itself. */
async function writeNetwork(
  { engine, wasm, cSource, options }: FirmwareRequest,
  layout: Layout,
  work: string,
): Promise<void> {
  const words: Record<string, number> = {
    ABI: layout.abi,
    FINGERPRINT: layout.fingerprint,
    INPUTS: layout.inputs,
    OUTPUTS: layout.outputs,
    BATCH: layout.batch,
    SEED: layout.seed,
    LEARNING_RATE_BITS: new Uint32Array(new Float32Array([layout.learningRate]).buffer)[0]!,
    PARAMETERS: layout.parameters,
    OBSERVED: layout.observed,
    READINGS: layout.readings,
    OUTPUT: layout.output,
    END: layout.end,
  };
  const lines = Object.entries(words).map(
    ([name, value]) => `#define NETWORK_${name} ${hex(value)}`,
  );
  const limit = options?.memoryLimit ?? layout.end;
  lines.push(`#define MEMORY_LIMIT ${hex(limit)} /* bytes of linear memory */`);
  if (engine === "c") lines.push(...(await writeC(cSource, work)));
  else await writeFile(join(work, "network-wasm.c"), wasmArray(wasm));
  await writeFile(join(work, "network.h"), `#pragma once\n${lines.join("\n")}\n`);
}

async function writeC(cSource: CSource | undefined, work: string): Promise<string[]> {
  if (cSource === undefined) throw new Error("firmware: the engine c needs the network's C source");
  const { prefix, headerName, header, source } = cSource;
  await writeFile(join(work, headerName), header);
  await writeFile(join(work, "network-c.c"), source);
  const names = ["memory", "init", "forward", "step"];
  return [
    `#include "${headerName}"`,
    ...names.map((name) => `#define NETWORK_${name.toUpperCase()} ${prefix}_${name}`),
  ];
}

function wasmArray(wasm: Uint8Array): string {
  return [
    "#include <stdint.h>",
    `const uint32_t network_wasm_bytes = ${wasm.length};`,
    `const uint8_t network_wasm[] = {${wasm.join(",")}};`,
    "",
  ].join("\n");
}

/** Compiles the firmware's own files and what the network is made of. */
async function ownObjects(request: FirmwareRequest, work: string): Promise<string[]> {
  const { board, engine, options } = request;
  const here = join(packageRoot(), "src/firmware");
  const { uart, clockHz, flash, checkpoints, macros, drivers } = board.firmware;
  const defines = {
    BOARD_NAME: `"${board.name}"`,
    UART_BASE: hex(uart.address),
    UART_BAUD: uart.baud,
    CLOCK_HZ: `${clockHz}u`,
    FLASH_ORIGIN: hex(flash.origin),
    FLASH_LENGTH: hex(flash.length),
    FLASH_UNIT: `${checkpoints.unit}u`,
    ...macros,
    ...(options?.cutPower ? { CUT_POWER: 1 } : {}),
  };
  const flags = [
    ...coreFlags(request),
    ...Object.entries(defines).map(([name, value]) => `-D${name}=${value}`),
    `-I${work}`,
    `-I${here}`,
  ];
  const wasm3 = engine === "wasm3" ? wasm3Flags(request) : [];
  const compile = async (path: string, more: readonly string[]) => {
    const object = join(work, `${basename(path).replace(/\.\w+$/, "")}.o`);
    await runTool(GCC, [...flags, ...more, "-c", path, "-o", object]);
    return object;
  };
  const objects: string[] = [];
  for (const name of [...SHARED, ...ENGINE[engine], ...drivers]) {
    const path = join(here, name);
    const more = ["heap.c", "libc-mini.c"].includes(name) ? [...OWN, ...LIBRARY] : [...OWN];
    if (name === "engine-wasm3.c") more.push(...wasm3, `-I${join(work, "wasm3")}`, "-w");
    if (name.startsWith("boot2")) more.push(`-DBOOT2_CRC=${await boot2Crc(path, flags, work)}`);
    objects.push(await compile(path, more));
  }
  const generated = engine === "c" ? "network-c.c" : "network-wasm.c";
  objects.push(await compile(join(work, generated), request.cSource?.flags ?? []));
  return objects;
}

/** The CRC that the RP2040's ROM expects behind the first 252 bytes of its flash. */
async function boot2Crc(path: string, flags: readonly string[], work: string): Promise<string> {
  const object = join(work, "boot2-unchecked.o");
  const bin = join(work, "boot2.bin");
  await runTool(GCC, [...flags, "-DBOOT2_CRC=0", "-c", path, "-o", object]);
  await runTool("arm-none-eabi-objcopy", ["-O", "binary", "-j", ".boot2", object, bin]);
  const bytes = await readFile(bin);
  let crc = 0xffffffff;
  for (const byte of bytes.subarray(0, 252)) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc & 0x80000000 ? 0x04c11db7 : 0);
  }
  return `0x${(crc >>> 0).toString(16)}`;
}

/** wasm3's settings: small pages and stacks, no texts, no memory beyond what the module needs. */
function wasm3Flags({ board, wasm, options }: FirmwareRequest): string[] {
  const { locals } = scanWasm(wasm);
  // Rounded up, so that the compiled wasm3 in the cache serves many networks.
  const height = Math.ceil((locals + OPERANDS) / 32) * 32;
  const settings = {
    d_m3MaxFunctionStackHeight: height,
    d_m3MaxFunctionSlots: height + MOST_CONSTANTS + OPERANDS,
    d_m3MaxConstantTableSize: MOST_CONSTANTS,
    d_m3CodePageAlignSize: options?.codePage ?? 1024,
    d_m3VerboseErrorMessages: 0,
    d_m3MaxDuplicateFunctionImpl: 1,
    d_m3MaxLinearMemoryPages: 1,
    WASM3_STACK_BYTES: 2048,
  };
  return [
    ...Object.entries(settings).map(([name, value]) => `-D${name}=${value}`),
    ...destroyed(board).map((name) => `-fcall-used-${name}`),
  ];
}

const isThumb1 = ({ core }: Board) => core === "Cortex-M0" || core === "Cortex-M0+";

/**
 * Registers that a call within wasm3 may destroy; engine-wasm3.c says why and saves them for the others. Not in Thumb-1, where
 * no operation ends in a jump.
 */
const destroyed = (board: Board) => (isThumb1(board) ? [] : ["r4", "r5", "r6", "r8", "r9", "r10"]);

/** operands at once on the stack of one function, at most; our kernels hold far fewer */
const OPERANDS = 48;
/** constants that wasm3 keeps in slots per function; further ones it writes into the code */
const MOST_CONSTANTS = 120;

/** Compiles wasm3, or takes it from the cache; its sources, as compiled, come into work/wasm3. */
async function wasm3Objects(
  request: FirmwareRequest,
  work: string,
  compiler: string,
): Promise<string[]> {
  const folder = join(work, "wasm3");
  await prepareWasm3(await wasm3Source(), folder, request);
  const flags = [
    ...coreFlags(request),
    request.options?.optimize ?? "-O2",
    ...WASM3,
    "-w",
    ...wasm3Flags(request),
  ];
  const key = createHash("sha256").update(JSON.stringify([compiler, flags]));
  const names = (await readdir(folder)).sort();
  for (const name of names) key.update(name).update(await readFile(join(folder, name)));
  const cached = join(cacheFolder(), `wasm3-objects-${key.digest("hex").slice(0, 16)}`);
  const sources = names.filter((name) => /^m3_(?!api_).*\.c$/.test(name));
  if (!existsSync(cached)) await compileInto(cached, folder, sources, flags);
  return sources.map((name) => join(cached, name.replace(/c$/, "o")));
}

/** Compiles into a folder that appears only when it is whole. */
async function compileInto(
  target: string,
  folder: string,
  sources: readonly string[],
  flags: readonly string[],
): Promise<void> {
  await mkdir(cacheFolder(), { recursive: true });
  const temporary = await mkdtemp(join(cacheFolder(), "objects-"));
  try {
    for (const name of sources) {
      const object = join(temporary, name.replace(/c$/, "o"));
      await runTool(GCC, [...flags, "-c", name, "-o", object], folder);
    }
    await rename(temporary, target).catch((error: Error) => {
      if (!existsSync(target)) throw error; // else another process was faster
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/**
 * The documented changes to wasm3: what it holds in 64 bits, a 32-bit chip pays for at every operation. A module without
 * 64-bit values does not need registers for them. With sums of address and offset in 32 bits a check still lets nothing
 * outside of the memory be touched; a sum beyond 4 GiB is then not refused but wraps.
 */
const NARROW = {
  floatRegister: {
    file: "m3_exec_defs.h",
    type: "f64",
    changes: [[/\(f64 _fp0\)/g, "(f32 _fp0)"]],
  },
  integerRegister: {
    file: "m3_core.h",
    type: "i64",
    changes: [[/\bi64(\s+m3reg_t;)/g, "i32$1"]],
  },
  addresses: {
    file: "m3_exec.h",
    type: undefined,
    changes: [
      [/\bu64 operand\b/g, "u32 operand"],
      [/operand \+ (sizeof \(\w+\)) <= _mem->length/g, "operand <= _mem->length - $1"],
    ],
  },
} as const;

/** Copies wasm3's sources and narrows its registers. */
async function prepareWasm3(
  source: string,
  folder: string,
  { wasm, options }: FirmwareRequest,
): Promise<void> {
  await mkdir(folder);
  const names = (await readdir(source)).filter((name) => /^(m3_|wasm3).*\.[ch]$/.test(name));
  for (const name of names) await copyFile(join(source, name), join(folder, name));
  const scan = scanWasm(wasm);
  for (const name of Object.keys(NARROW) as (keyof typeof NARROW)[]) {
    if (options?.[name] !== 64) await narrow(name, folder, scan);
  }
}

async function narrow(name: keyof typeof NARROW, folder: string, scan: WasmScan): Promise<void> {
  const { file, type, changes } = NARROW[name];
  if (type && scan[type]) {
    throw new UserError(
      `wasm3: got a module with ${type}, expected none for ${name} of 32 bits; make it 64`,
    );
  }
  let text = await readFile(join(folder, file), "utf8");
  for (const [from, to] of changes) {
    if (text.search(from) < 0) {
      throw new UserError(
        `wasm3: got a ${file} without ${from}, expected wasm3 0.5 to 0.9; unset WASM3_DIR or make ${name} 64`,
      );
    }
    text = text.replace(from, to);
  }
  await writeFile(join(folder, file), text);
}

async function link(
  request: FirmwareRequest,
  layout: Layout,
  objects: readonly string[],
  elf: string,
): Promise<void> {
  const { board, engine, options } = request;
  const { flash, ram, checkpoints } = board.firmware;
  const slots = 2 * slotBytes(request, layout);
  const inFlash = checkpoints.where === "flash";
  const usual = engine === "c" ? STACK.c : isThumb1(board) ? STACK.wasm3OnThumb1 : STACK.wasm3;
  const symbols = {
    FLASH_ORIGIN: flash.origin,
    FLASH_LENGTH: flash.length - (inFlash ? slots : 0),
    RAM_ORIGIN: ram.origin,
    RAM_LENGTH: ram.length,
    KEPT_BYTES: inFlash ? 0 : slots + 8,
    STACK_BYTES: options?.stack ?? usual,
    HEAP_BYTES: engine === "c" ? 0 : layout.end + 8192,
  };
  const library = engine === "c" ? ["-nostdlib", "-lgcc"] : ["--specs=nano.specs", "-lm"];
  await runTool(GCC, [
    ...coreFlags(request),
    ...objects,
    "-nostartfiles",
    "-Wl,--gc-sections",
    ...Object.entries(symbols).map(([name, value]) => `-Wl,--defsym=${name}=${value}`),
    `-T${join(packageRoot(), "src/firmware/link.ld")}`,
    ...library,
    "-o",
    elf,
  ]).catch((error: Error) => {
    if (!/do not fit|will not fit|overflowed by/.test(error.message)) throw error;
    throw new UserError(
      `firmware: got a network too large for ${board.name} with ${engine} (${ram.length} bytes of RAM, ` +
        `${flash.length} of flash), expected one that fits; ` +
        (engine === "wasm3" ? "try the C target, or " : "try ") +
        "a smaller network or batch (see `perceptino fit`)",
    );
  });
}

async function sizesOf(elf: string): Promise<BuiltFirmware["sizes"]> {
  const [, line = ""] = (await runTool("arm-none-eabi-size", [elf])).split("\n");
  const [text = 0, data = 0, bss = 0] = line.trim().split(/\s+/).map(Number);
  return { text, data, bss };
}
