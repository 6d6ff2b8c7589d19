import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { FirmwareBoard } from "../../../boards/index.js";
import type { Entry } from "../../common/compiler/module-constants.js";
import { slotsBytes } from "../../common/firmware/base.js";
import { type Layout, webAssemblyEngine } from "../../common/loader/index.js";
import type { StatePiece } from "../../common/network/trained-state.js";
import { temporaryFolder } from "../temporary-folder.js";
import { checkpointsOf, link, ownObjects, type Sources, sizesOf } from "./compile-firmware.js";
import { GENERATED, writeNetwork } from "./network-files.js";
import { GCC, runTool } from "./toolchain.js";
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

/** Compiles the one firmware for a board and a network. */
export async function buildFirmware(request: FirmwareRequest): Promise<BuiltFirmware> {
  const compiler = (await runTool(GCC, ["--version"])).split("\n")[0]!;
  const { layout } = await webAssemblyEngine(new Uint8Array(request.wasm));
  const { path: work, drop } = temporaryFolder();
  try {
    await writeNetwork(request, layout, work);
    const sources = sourcesOf(request, layout);
    const objects =
      request.engine === "wasm3"
        ? [...(await wasm3Objects(request, work, compiler)), ...(await ownObjects(sources, work))]
        : await ownObjects(sources, work);
    await mkdir(request.outDir, { recursive: true });
    const elf = join(request.outDir, "firmware.elf");
    const bin = join(request.outDir, "firmware.bin");
    await link(sources, objects, elf);
    await runTool("arm-none-eabi-objcopy", ["-O", "binary", elf, bin]);
    return { elf, bin, sizes: await sizesOf(elf), compiler };
  } finally {
    drop();
  }
}

/** What the compiler and the linker are asked for a network. */
function sourcesOf(request: FirmwareRequest, layout: Layout): Sources {
  const { board, engine, options, cSource } = request;
  const wasm3 = engine === "wasm3";
  return {
    board,
    engine,
    ...(options && { options }),
    network: { file: GENERATED[engine], flags: cSource?.flags ?? [] },
    wasm3: wasm3 ? wasm3Flags(request) : [],
    slots: slotsBytes(checkpointsOf(board, options), layout),
    heap: wasm3 ? layout.end + 8192 : 0,
  };
}
