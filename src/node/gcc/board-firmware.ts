import { readFile } from "node:fs/promises";
import type { FirmwareBoard } from "../../../boards/index.js";
import type { BuiltNetwork } from "../../common/compiler/build-network.js";
import { cFlags, cNetwork } from "../../common/compiler/c/c-network.js";
import { attach, attachable } from "../../common/firmware/attach.js";
import { type CompiledEngine, type EngineName, stackBytes } from "../../common/fit/engine.js";
import { statePieces } from "../../common/network/trained-state.js";
import { builtOnce } from "../build-cache.js";
import { elfOf } from "../flash/elf.js";
import { temporaryFolder } from "../temporary-folder.js";
import { baseFirmware } from "./base-firmware.js";
import {
  type BuiltFirmware,
  buildFirmware,
  type FirmwareOptions,
  type FirmwareRequest,
  type MachineCode,
} from "./firmware.js";
import { GCC, runTool } from "./toolchain.js";

/** What the network's C file is called; the firmware's own names begin with "network". */
const C_NAME = "model";

/** A board's firmware with a network, in memory. */
export interface BoardFirmware {
  readonly elf: Uint8Array;
  /** bytes, as arm-none-eabi-size tells them */
  readonly sizes: BuiltFirmware["sizes"];
  /** the compiler's first line about itself */
  readonly compiler: string;
}

/** The engine, and what it executes. */
function executing(built: BuiltNetwork, engine: CompiledEngine | MachineCode) {
  if (engine === "wasm3") return { engine };
  if (engine !== "c") return { engine: "thumb", machineCode: engine } as const;
  const c = cNetwork(built, C_NAME);
  return { engine, cSource: { ...c, headerName: `${c.prefix}.h`, flags: cFlags(built) } };
}

/**
 * A board's firmware with a network, compiled for it or, with the engine "thumb", attached to what is for any.
 * @param engine what executes it; or machine code of the board's core, compiled in and called as Espruino does
 * @param checkpoint what the network begins with, instead of new weights: of its very plan, as `save()` gives it
 * @throws UserError when the compiler is missing
 */
export async function boardFirmware(
  built: BuiltNetwork,
  board: FirmwareBoard,
  engine: EngineName | MachineCode,
  options?: FirmwareOptions,
  checkpoint?: Uint8Array,
): Promise<BoardFirmware> {
  if (engine === "thumb") return attached(built, board, options, checkpoint);
  const request = {
    board,
    ...executing(built, engine),
    wasm: built.wasm,
    ...(checkpoint && { trained: statePieces(built.plan, checkpoint) }),
    ...(options && { options }),
  };
  const input = async () => [
    ...["firmware", await runTool(GCC, ["--version"]), process.env.WASM3_DIR],
    request,
  ];
  return builtOnce(input, () => compile(request));
}

async function attached(
  built: BuiltNetwork,
  board: FirmwareBoard,
  options?: FirmwareOptions,
  checkpoint?: Uint8Array,
): Promise<BoardFirmware> {
  const base = await baseFirmware(board, options);
  const { segment, fit } = attach(base, attachable(base, built, { checkpoint }));
  const { linearMemory, firmware, checkpoints } = fit.ram;
  const bss = linearMemory + firmware + checkpoints - stackBytes(board, "thumb");
  return {
    elf: elfOf([segment]),
    sizes: { text: segment.bytes.length, data: 0, bss },
    compiler: base.compiler,
  };
}

async function compile(request: Omit<FirmwareRequest, "outDir">): Promise<BoardFirmware> {
  const { path: outDir, drop } = temporaryFolder();
  try {
    const { elf, sizes, compiler } = await buildFirmware({ ...request, outDir });
    return {
      elf: new Uint8Array(await readFile(elf)),
      sizes,
      compiler,
    };
  } finally {
    drop();
  }
}
