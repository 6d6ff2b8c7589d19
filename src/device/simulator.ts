import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Board } from "../../boards/index.js";
import { elfSegments } from "../flash/elf.js";
import { startQemu } from "./qemu.js";
import { startRp2040 } from "./rp2040.js";
import type { Transport } from "./transport.js";

/** What a board's clock counts in its simulator. */
export interface SimulatedClock {
  /** instructions in QEMU, where each takes 1 ns; the chip's cycles in rp2040js */
  readonly unit: "instructions" | "cycles";
  /** of these between two ticks of the clock */
  readonly perTick: number;
}

/** What the clock of a simulated board counts. */
export function simulatedClock({ simulator, firmware }: Board): SimulatedClock {
  return simulator.kind === "qemu"
    ? { unit: "instructions", perTick: 1e9 / firmware.clockHz }
    : { unit: "cycles", perTick: 125e6 / firmware.clockHz };
}

/**
 * Starts a board in its simulator; the line is its UART.
 * @param elf the firmware
 * @throws UserError when the simulator is missing
 */
export async function startSimulator(board: Board, elf: Uint8Array): Promise<Transport> {
  const { simulator } = board;
  if (simulator.kind === "rp2040js") return startRp2040(elfSegments(elf));
  const folder = mkdtempSync(join(tmpdir(), "perceptino-"));
  const drop = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", drop);
  const end = () => {
    drop();
    process.off("exit", drop);
  };
  try {
    const file = join(folder, "firmware.elf");
    writeFileSync(file, elf);
    const line = await startQemu({ machine: simulator.machine, elf: file, icount: 0 });
    const close = () => line.close().finally(end);
    return { ...line, close };
  } catch (error) {
    end();
    throw error;
  }
}
