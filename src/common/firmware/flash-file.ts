import type { FirmwareBoard } from "../../../boards/index.js";
import { UserError } from "../errors.js";
import { flatImage, type Segment } from "./segments.js";
import { uf2Of } from "./uf2.js";

/** The file that puts a firmware onto a board, and how. */
export interface FlashFile {
  /** the ending of its name */
  readonly kind: "uf2" | "bin";
  readonly bytes: Uint8Array;
  /** what `flash` would do with it, in one sentence */
  readonly plan: string;
}

/** Makes the file for a board from what is programmed into its flash. */
export function flashFile(board: FirmwareBoard, segments: readonly Segment[]): FlashFile {
  if (!board.flashing) {
    const bytes = flatImage(segments).bytes;
    return { kind: "bin", bytes, plan: `do nothing more: ${board.name} can only be simulated` };
  }
  if (board.flashing.kind === "uf2") {
    const { family, drive } = board.flashing;
    return {
      kind: "uf2",
      bytes: uf2Of(segments, family),
      plan: `copy it to the drive ${drive} (hold BOOTSEL while you plug the board in)`,
    };
  }
  const { device, address } = board.flashing;
  const flat = flatImage(segments);
  if (flat.address !== address) {
    throw new UserError(
      `firmware: got a program for address 0x${flat.address.toString(16)}, expected 0x${address.toString(16)}`,
    );
  }
  return {
    kind: "bin",
    bytes: flat.bytes,
    plan: `run dfu-util ${dfuArgs(device, address, "FILE").join(" ")} (with the board in DFU mode)`,
  };
}

/** The arguments by which dfu-util programs a board and starts it. */
export const dfuArgs = (device: string, address: number, file: string): readonly string[] => [
  ...["--device", device, "--alt", "0"],
  ...["--dfuse-address", `0x${address.toString(16).padStart(8, "0")}:leave`, "--download", file],
];
