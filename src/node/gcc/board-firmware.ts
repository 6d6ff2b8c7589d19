import { readFile } from "node:fs/promises";
import type { FirmwareBoard } from "../../../boards/index.js";
import type { BuiltNetwork } from "../../common/compiler/build-network.js";
import { cFlags, cNetwork } from "../../common/compiler/c/c-network.js";
import type { EngineName } from "../../common/fit/engine.js";
import { statePieces } from "../../common/network/trained-state.js";
import { builtOnce } from "../build-cache.js";
import { temporaryFolder } from "../temporary-folder.js";
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
  readonly bin: Uint8Array;
  /** bytes, as arm-none-eabi-size tells them */
  readonly sizes: BuiltFirmware["sizes"];
  /** the compiler's first line about itself */
  readonly compiler: string;
}

/** The engine, and what it executes. */
function executing(built: BuiltNetwork, engine: EngineName | MachineCode) {
  if (engine === "wasm3") return { engine };
  if (engine !== "c") return { engine: "thumb", machineCode: engine } as const;
  const c = cNetwork(built, C_NAME);
  return { engine, cSource: { ...c, headerName: `${c.prefix}.h`, flags: cFlags(built) } };
}

/**
 * Compiles a board's firmware with a network.
 * @param engine what executes it; or machine code of the board's core, which the firmware then calls as Espruino does
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

async function compile(request: Omit<FirmwareRequest, "outDir">): Promise<BoardFirmware> {
  const { path: outDir, drop } = temporaryFolder();
  try {
    const { elf, bin, sizes, compiler } = await buildFirmware({ ...request, outDir });
    return {
      elf: new Uint8Array(await readFile(elf)),
      bin: new Uint8Array(await readFile(bin)),
      sizes,
      compiler,
    };
  } finally {
    drop();
  }
}
