// Compiles and links the one firmware of src/device/firmware/.
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Checkpoints, FirmwareBoard } from "../../../boards/index.js";
import { UserError } from "../../common/errors.js";
import { stackBytes } from "../../common/fit/engine.js";
import { crc32Boot } from "../flash/rp2040-boot.js";
import { packageRoot } from "../package.js";
import type { BuiltFirmware, FirmwareEngine, FirmwareOptions } from "./firmware.js";
import { hex } from "./network-files.js";
import { coreFlags, GCC, runTool } from "./toolchain.js";

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
const ENGINE: Readonly<Record<Sources["engine"], readonly string[]>> = {
  wasm3: ["engine-wasm3.c", "heap.c"],
  c: ["engine-c.c", "libc-mini.c"],
  thumb: ["engine-thumb.c", "libc-mini.c"],
  attached: ["engine-attached.c", "libc-mini.c"],
};
/** Milliseconds of silence after which a board gives up an unfinished frame (SPEC.md, "The device protocol"). */
const PATIENCE = 100;
/**
 * The same for a simulated one, in ticks of its clock: its time goes on while the host keeps a byte waiting, for as long as
 * the host is busy. No noise is on its line.
 */
const SIMULATED_PATIENCE = 2e9;

/** What is compiled and linked. */
export interface Sources {
  readonly board: FirmwareBoard;
  /** "attached" is for any network */
  readonly engine: FirmwareEngine | "attached";
  readonly options?: FirmwareOptions;
  /** what was written for a network, and the options that it is compiled with */
  readonly network?: { readonly file: string; readonly flags: readonly string[] };
  /** options for what calls wasm3 */
  readonly wasm3: readonly string[];
  /** bytes for checkpoints, of flash or RAM */
  readonly slots: number;
  /** bytes of RAM between data and stack, at least */
  readonly heap: number;
}

const isSimulated = (options: FirmwareOptions | undefined) => options?.target === "simulator";

/** Where firmware keeps its checkpoints. */
export const checkpointsOf = (
  { simulator, firmware }: FirmwareBoard,
  options?: FirmwareOptions,
): Checkpoints => (isSimulated(options) && simulator.checkpoints) || firmware.checkpoints;

/** The macros that the firmware's own files are compiled with. */
function macrosOf({ board, options }: Sources): Record<string, string | number> {
  const { uart, clockHz, flash, macros } = board.firmware;
  const simulated = isSimulated(options);
  const patience = options?.patience;
  const { unit, where } = checkpointsOf(board, options);
  const usual = simulated ? SIMULATED_PATIENCE : (clockHz / 1000) * PATIENCE;
  return {
    BOARD_NAME: `"${board.name}"`,
    UART_BASE: hex(uart.address),
    UART_BAUD: uart.baud,
    CLOCK_HZ: `${clockHz}u`,
    PATIENCE: `${patience === undefined ? usual : (clockHz / 1000) * patience}u`,
    FLASH_ORIGIN: hex(flash.origin),
    FLASH_LENGTH: hex(flash.length),
    FLASH_UNIT: `${unit}u`,
    ...(where === "ram" ? { CHECKPOINTS_IN_RAM: 1 } : {}),
    ...macros,
    ...(simulated ? { CUT_POWER: 1 } : {}),
  };
}

/** Compiles the firmware's own files and what the network is made of. */
export async function ownObjects(sources: Sources, work: string): Promise<string[]> {
  const { board, engine, options, network, wasm3 } = sources;
  const here = join(packageRoot(), "src/device/firmware");
  const flags = [
    ...coreFlags(board),
    ...Object.entries(macrosOf(sources)).map(([name, value]) => `-D${name}=${value}`),
    `-I${work}`,
    `-I${here}`,
  ];
  const compile = async (path: string, more: readonly string[]) => {
    const object = join(work, `${basename(path).replace(/\.\w+$/, "")}.o`);
    await runTool(GCC, [...flags, ...more, "-c", path, "-o", object]);
    return object;
  };
  const { driver } = checkpointsOf(board, options);
  const objects: string[] = [];
  for (const name of [...SHARED, ...ENGINE[engine], ...board.firmware.drivers, driver]) {
    const path = join(here, name);
    const more = ["heap.c", "libc-mini.c"].includes(name) ? [...OWN, ...LIBRARY] : [...OWN];
    if (name === "engine-wasm3.c") more.push(...wasm3, `-I${join(work, "wasm3")}`, "-w");
    if (name.startsWith("boot2")) more.push(`-DBOOT2_CRC=${await boot2Crc(path, flags, work)}`);
    objects.push(await compile(path, more));
  }
  if (network) objects.push(await compile(join(work, network.file), network.flags));
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

/** Links objects to an ELF file. Throws a UserError when they do not fit. */
export async function link(
  { board, engine, options, slots, heap }: Sources,
  objects: readonly string[],
  elf: string,
): Promise<void> {
  const { flash, ram } = board.firmware;
  const inFlash = checkpointsOf(board, options).where === "flash";
  const symbols = {
    FLASH_ORIGIN: flash.origin,
    FLASH_LENGTH: flash.length - (inFlash ? slots : 0),
    RAM_ORIGIN: ram.origin,
    RAM_LENGTH: ram.length,
    KEPT_BYTES: inFlash || slots === 0 ? 0 : slots + 8,
    STACK_BYTES: options?.stack ?? stackBytes(board, engine === "attached" ? "thumb" : engine),
    HEAP_BYTES: heap,
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
export async function sizesOf(elf: string): Promise<BuiltFirmware["sizes"]> {
  const listing = await runTool("arm-none-eabi-size", ["-A", elf]);
  const bytes = (section: string) =>
    Number(new RegExp(`^\\${section}\\s+(\\d+)`, "m").exec(listing)?.[1] ?? 0);
  const text = bytes(".boot2") + bytes(".text") + bytes(".ARM.exidx");
  return { text, data: bytes(".data"), bss: bytes(".bss") };
}
