import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FirmwareBoard } from "../../../boards/index.js";
import type { Transport } from "../../common/protocol/transport.js";
import { elfSegments } from "../flash/elf.js";
import { temporaryFolder } from "../temporary-folder.js";
import { startQemu } from "./qemu.js";
import { startRp2040 } from "./rp2040.js";

/** What a board's clock counts in its simulator. */
export interface SimulatedClock {
  /** instructions in QEMU; the chip's cycles in rp2040js */
  readonly unit: "instructions" | "cycles";
  /** of these between two ticks of the clock */
  readonly perTick: number;
}

/**
 * How long an instruction takes in QEMU: 2^shift ns, at least two ticks of the board's clock where QEMU allows (10 is its
 * most), so that a count of ticks tells the instructions exactly.
 */
const icountOf = ({ firmware }: FirmwareBoard) =>
  Math.min(10, Math.ceil(Math.log2(2e9 / firmware.clockHz)));

/** What the clock of a simulated board counts. */
export function simulatedClock(board: FirmwareBoard): SimulatedClock {
  const { clockHz } = board.firmware;
  return board.simulator.kind === "qemu"
    ? { unit: "instructions", perTick: 1e9 / clockHz / 2 ** icountOf(board) }
    : { unit: "cycles", perTick: 125e6 / clockHz };
}

/**
 * Starts a board in its simulator; the line is its UART.
 * @param elf the firmware
 * @throws UserError when the simulator is missing
 */
export async function startSimulator(board: FirmwareBoard, elf: Uint8Array): Promise<Transport> {
  const { simulator } = board;
  if (simulator.kind === "rp2040js") return startRp2040(elfSegments(elf));
  const { path: folder, drop: end } = temporaryFolder();
  try {
    const file = join(folder, "firmware.elf");
    writeFileSync(file, elf);
    const line = await startQemu({
      machine: simulator.machine,
      elf: file,
      icount: icountOf(board),
    });
    const close = () => line.close().finally(end);
    return { ...line, close };
  } catch (error) {
    end();
    throw error;
  }
}
