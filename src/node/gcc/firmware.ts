import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { FirmwareBoard } from "../../../boards/index.js";
import type { Entry } from "../../common/compiler/module-constants.js";
import { crcOfAll } from "../../common/crc-table.js";
import { UserError } from "../../common/errors.js";
import { stackBytes } from "../../common/fit/engine.js";
import { type Layout, webAssemblyEngine } from "../../common/loader/index.js";
import { checkpointWords } from "../../common/loader/restorable.js";
import { pieceWords, type StatePiece } from "../../common/network/trained-state.js";
import { crc32Boot } from "../flash/rp2040-boot.js";
import { packageRoot } from "../package.js";
import { temporaryFolder } from "../temporary-folder.js";
import { coreFlags, GCC, runTool } from "./toolchain.js";
import { wasm3Flags, wasm3Objects } from "./wasm3-objects.js";

/** What to build. */
export interface FirmwareRequest {
  readonly board: FirmwareBoard;
  readonly engine: FirmwareEngine;
  /** the network's module; the engines "c" and "thumb" take only its constants */
  readonly wasm: Uint8Array;
  /** the same module as C, for the engine "c" */
  readonly cSource?: CSource;
  /** the same module as machine code, for the engine "thumb" */
  readonly machineCode?: MachineCode;
  /** what the network begins with at power-up, instead of new weights */
  readonly trained?: readonly StatePiece[];
  /** folder for firmware.elf and firmware.bin */
  readonly outDir: string;
  readonly options?: FirmwareOptions;
}

/** What of a request decides the files that are written for its network. */
export type NetworkFiles = Pick<
  FirmwareRequest,
  "engine" | "wasm" | "cSource" | "machineCode" | "trained" | "options"
>;

/** What executes the network: wasm3, its C, or the machine code that Espruino boards run. */
export type FirmwareEngine = "wasm3" | "c" | "thumb";

/** A module as machine code (SPEC.md, "Machine code"). */
export interface MachineCode {
  /** a multiple of 4 of them */
  readonly bytes: Uint8Array;
  /** first byte of each entry */
  readonly entries: ReadonlyMap<Entry, number>;
  /** whether it runs where the program lies, as in Espruino's Storage, or from a copy in RAM */
  readonly place: "storage" | "ram";
}

/** A module as C (build --target c). */
export interface CSource {
  /** what the functions' names begin with: PREFIX_init, PREFIX_observe and so on, PREFIX_memory */
  readonly prefix: string;
  /** the header's file name, which the source includes */
  readonly headerName: string;
  readonly header: string;
  readonly source: string;
  /** the compiler options that it is made for */
  readonly flags: readonly string[];
}

export interface FirmwareOptions {
  /**
   * what it will run on; "board" when left out. In the simulator it keeps checkpoints where the simulator can, lets the host
   * cut the power at a flash write (request 13), and has far more patience with an unfinished frame
   */
  readonly target?: "board" | "simulator";
  /** milliseconds of the device's clock without a byte after which an unfinished frame is given up */
  readonly patience?: number;
  /** bytes of linear memory under wasm3; less than the module's end makes it trap */
  readonly memoryLimit?: number;
  /** how wasm3 (-O2 when left out) or the network's C (-O3) is optimised */
  readonly optimize?: "-O2" | "-O3" | "-Os";
  /** bytes of RAM kept for the stack */
  readonly stack?: number;
  /** bytes of one of wasm3's code pages */
  readonly codePage?: number;
}

export interface BuiltFirmware {
  readonly elf: string;
  readonly bin: string;
  readonly sizes: { readonly text: number; readonly data: number; readonly bss: number };
  /** the compiler's first line about itself */
  readonly compiler: string;
}

const OWN = ["-O2", "-Wall", "-Wextra"];
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
const ENGINE: Readonly<Record<FirmwareEngine, readonly string[]>> = {
  wasm3: ["engine-wasm3.c", "heap.c"],
  c: ["engine-c.c", "libc-mini.c"],
  thumb: ["engine-thumb.c", "libc-mini.c"],
};
/** The file that the build writes for each. */
const GENERATED: Readonly<Record<FirmwareEngine, string>> = {
  wasm3: "network-wasm.c",
  c: "network-c.c",
  thumb: "network-code.c",
};
/** Milliseconds of silence after which a board gives up an unfinished frame (SPEC.md, "The device protocol"). */
const PATIENCE = 100;
/**
 * The same for a simulated one, in ticks of its clock: its time goes on while the host keeps a byte waiting, for as long as
 * the host is busy. No noise is on its line.
 */
const SIMULATED_PATIENCE = 2e9;

/** Compiles the one firmware for a board and a network. */
export async function buildFirmware(request: FirmwareRequest): Promise<BuiltFirmware> {
  const compiler = (await runTool(GCC, ["--version"])).split("\n")[0]!;
  const { layout } = await webAssemblyEngine(new Uint8Array(request.wasm));
  const { path: work, drop } = temporaryFolder();
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
    drop();
  }
}

const hex = (value: number) => `0x${(value >>> 0).toString(16)}u`;

const isSimulated = ({ options }: FirmwareRequest) => options?.target === "simulator";

/** Where this firmware keeps its checkpoints. */
function checkpointsOf(request: FirmwareRequest) {
  const { simulator, firmware } = request.board;
  return (isSimulated(request) && simulator.checkpoints) || firmware.checkpoints;
}

/** Bytes of the two checkpoint slots (SPEC.md, "Checkpoints on a device"). */
function slotsBytes(request: FirmwareRequest, layout: Layout): number {
  const { unit } = checkpointsOf(request);
  return 2 * Math.ceil((4 * checkpointWords(layout)) / unit) * unit;
}

/** stateEnd as STATE_END */
const macroOf = (name: string) => name.replace(/[A-Z]/g, (c) => `_${c}`).toUpperCase();

/** The module's functions that the firmware calls, in the order of engine.h's. */
const routinesOf = (layout: Layout): readonly Entry[] => [
  ...(["init", "observe", "predict", "train"] as const),
  ...(layout.channels === undefined ? [] : (["push", "restart"] as const)),
];

/** Writes into a folder what the firmware's own files include: network.h, the module's constants, and the module itself. */
export async function writeNetwork(
  { engine, wasm, cSource, machineCode, trained, options }: NetworkFiles,
  layout: Layout,
  work: string,
): Promise<void> {
  const lines = Object.entries(layout).map(
    ([name, value]) => `#define NETWORK_${macroOf(name)} ${hex(value)}`,
  );
  const limit = options?.memoryLimit ?? layout.end;
  lines.push(`#define MEMORY_LIMIT ${hex(limit)} /* bytes of linear memory */`);
  if (trained) {
    const words = pieceWords(trained);
    const bytes = new Uint8Array(Uint32Array.from(words).buffer);
    // Not 0, which says that an image holds none.
    const origin = crcOfAll(bytes) & ~0xff || 0x100;
    lines.push(`#define TRAINED_STATE ${words.map(hex).join(",")}`);
    lines.push(`#define TRAINED_ORIGIN ${hex(origin)}`);
  }
  if (engine === "c") lines.push(...(await writeC(cSource, layout, work)));
  else if (engine === "thumb") lines.push(...(await writeCode(machineCode, layout, work)));
  else await writeFile(join(work, GENERATED.wasm3), wasmArray(wasm));
  await writeFile(join(work, "network.h"), `#pragma once\n${lines.join("\n")}\n`);
}

async function writeC(
  cSource: CSource | undefined,
  layout: Layout,
  work: string,
): Promise<string[]> {
  if (cSource === undefined) throw new Error("firmware: the engine c needs the network's C source");
  const { prefix, headerName, header, source } = cSource;
  await writeFile(join(work, headerName), header);
  await writeFile(join(work, GENERATED.c), source);
  const names = ["memory", ...routinesOf(layout)];
  return [
    `#include "${headerName}"`,
    ...names.map((name) => `#define NETWORK_${name.toUpperCase()} ${prefix}_${name}`),
  ];
}

/** Writes machine code behind a word that puts it at an address that is a multiple of no more than 4. */
async function writeCode(
  code: MachineCode | undefined,
  layout: Layout,
  work: string,
): Promise<string[]> {
  if (code === undefined) throw new Error("firmware: the engine thumb needs machine code");
  const { bytes, entries, place } = code;
  const words = new Uint32Array(Uint8Array.from(bytes).buffer);
  const array = `__attribute__((aligned(8))) const uint32_t network_code[] = {0,${Array.from(words, hex).join(",")}};`;
  await writeFile(join(work, GENERATED.thumb), `#include <stdint.h>\n${array}\n`);
  const firsts = routinesOf(layout).map((name) => hex(entries.get(name)!));
  return [
    `#define CODE_WORDS ${hex(words.length)}`,
    `#define CODE_ENTRIES ${firsts.join(", ")}`,
    ...(place === "ram" ? ["#define CODE_IN_RAM"] : []),
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

/** The macros that the firmware's own files are compiled with. */
function macrosOf(request: FirmwareRequest): Record<string, string | number> {
  const { name, firmware } = request.board;
  const { uart, clockHz, flash, macros } = firmware;
  const simulated = isSimulated(request);
  const { patience } = request.options ?? {};
  const usual = simulated ? SIMULATED_PATIENCE : (clockHz / 1000) * PATIENCE;
  return {
    BOARD_NAME: `"${name}"`,
    UART_BASE: hex(uart.address),
    UART_BAUD: uart.baud,
    CLOCK_HZ: `${clockHz}u`,
    PATIENCE: `${patience === undefined ? usual : (clockHz / 1000) * patience}u`,
    FLASH_ORIGIN: hex(flash.origin),
    FLASH_LENGTH: hex(flash.length),
    FLASH_UNIT: `${checkpointsOf(request).unit}u`,
    ...macros,
    ...(simulated ? { CUT_POWER: 1 } : {}),
  };
}

/** Compiles the firmware's own files and what the network is made of. */
async function ownObjects(request: FirmwareRequest, work: string): Promise<string[]> {
  const { board, engine } = request;
  const here = join(packageRoot(), "src/device/firmware");
  const flags = [
    ...coreFlags(board),
    ...Object.entries(macrosOf(request)).map(([name, value]) => `-D${name}=${value}`),
    `-I${work}`,
    `-I${here}`,
  ];
  const wasm3 = engine === "wasm3" ? wasm3Flags(request) : [];
  const compile = async (path: string, more: readonly string[]) => {
    const object = join(work, `${basename(path).replace(/\.\w+$/, "")}.o`);
    await runTool(GCC, [...flags, ...more, "-c", path, "-o", object]);
    return object;
  };
  const { driver } = checkpointsOf(request);
  const objects: string[] = [];
  for (const name of [...SHARED, ...ENGINE[engine], ...board.firmware.drivers, driver]) {
    const path = join(here, name);
    const more = ["heap.c", "libc-mini.c"].includes(name) ? [...OWN, ...LIBRARY] : [...OWN];
    if (name === "engine-wasm3.c") more.push(...wasm3, `-I${join(work, "wasm3")}`, "-w");
    if (name.startsWith("boot2")) more.push(`-DBOOT2_CRC=${await boot2Crc(path, flags, work)}`);
    objects.push(await compile(path, more));
  }
  objects.push(await compile(join(work, GENERATED[engine]), request.cSource?.flags ?? []));
  return objects;
}

/** The CRC that the RP2040's ROM expects behind the first 252 bytes of its flash. */
async function boot2Crc(path: string, flags: readonly string[], work: string): Promise<string> {
  const object = join(work, "boot2-unchecked.o");
  const bin = join(work, "boot2.bin");
  await runTool(GCC, [...flags, "-DBOOT2_CRC=0", "-c", path, "-o", object]);
  await runTool("arm-none-eabi-objcopy", ["-O", "binary", "-j", ".boot2", object, bin]);
  return `0x${crc32Boot((await readFile(bin)).subarray(0, 252)).toString(16)}`;
}

async function link(
  request: FirmwareRequest,
  layout: Layout,
  objects: readonly string[],
  elf: string,
): Promise<void> {
  const { board, engine, options } = request;
  const { flash, ram } = board.firmware;
  const slots = slotsBytes(request, layout);
  const inFlash = checkpointsOf(request).where === "flash";
  const symbols = {
    FLASH_ORIGIN: flash.origin,
    FLASH_LENGTH: flash.length - (inFlash ? slots : 0),
    RAM_ORIGIN: ram.origin,
    RAM_LENGTH: ram.length,
    KEPT_BYTES: inFlash ? 0 : slots + 8,
    STACK_BYTES: options?.stack ?? stackBytes(board, engine),
    HEAP_BYTES: engine === "wasm3" ? layout.end + 8192 : 0,
  };
  const library = engine === "wasm3" ? ["--specs=nano.specs", "-lm"] : ["-nostdlib", "-lgcc"];
  await runTool(GCC, [
    ...coreFlags(board),
    ...objects,
    "-nostartfiles",
    "-Wl,--gc-sections",
    ...Object.entries(symbols).map(([name, value]) => `-Wl,--defsym=${name}=${value}`),
    `-T${join(packageRoot(), "src/device/firmware/link.ld")}`,
    ...library,
    "-o",
    elf,
  ]).catch((error: Error) => {
    if (!/do not fit|will not fit|overflowed by/.test(error.message)) throw error;
    throw new UserError(
      `firmware: got a network too large for ${board.name} with ${engine} (${ram.length} bytes of RAM, ` +
        `${flash.length} of flash, ${slots} of ${inFlash ? "flash" : "RAM"} for checkpoints), expected one that fits; ` +
        (engine === "wasm3" ? "try the C target, or " : "try ") +
        "a smaller network or batch (see `perceptino fit`)",
    );
  });
}

/** Bytes by section: functions that run from RAM lie in .data, which the tool's own sums would count as code. */
async function sizesOf(elf: string): Promise<BuiltFirmware["sizes"]> {
  const listing = await runTool("arm-none-eabi-size", ["-A", elf]);
  const bytes = (section: string) =>
    Number(new RegExp(`^\\${section}\\s+(\\d+)`, "m").exec(listing)?.[1] ?? 0);
  const text = bytes(".boot2") + bytes(".text") + bytes(".ARM.exidx");
  return { text, data: bytes(".data"), bss: bytes(".bss") };
}
