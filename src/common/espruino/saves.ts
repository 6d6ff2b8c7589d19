import type { EspruinoBoard } from "../../../boards/index.js";
import { checkpointSize } from "../fit/budget.js";
import type { NetworkSpec } from "../network/network-file.js";
import type { OwnFlash } from "./learned.js";

/** Erasures that each page of flash bears at least. */
const ENDURANCE = 10_000;
/** Bytes that a file takes in Storage besides its content, before it and after it at most. */
const FILE = 32;

/** Where a board has flash for a network's checkpoints; undefined without any, or where they do not fit into an area. */
export function flashOf({ own }: EspruinoBoard, spec: NetworkSpec): OwnFlash | undefined {
  // A word for whose area it is and one for whether the other is torn come before a checkpoint.
  if (!own || checkpointSize(spec) + 8 > own.bytes) return undefined;
  return [own.end - 2 * own.bytes, own.bytes, own.page];
}

/** How often a network can be saved on a board. */
export interface Saves {
  /** in Storage until it is compacted, with nothing but the module in it */
  readonly inStorage: number;
  /** in flash of its own, where the firmware leaves it; absent where there is none */
  readonly inFlash?: number;
}

/** @param used bytes of Storage that the module takes, without checkpoints */
export function savesOn(board: EspruinoBoard, spec: NetworkSpec, used: number): Saves {
  const room = board.storage.bytes - used - FILE;
  const inStorage = Math.max(0, Math.floor(room / (checkpointSize(spec) + FILE)));
  return { inStorage, ...(flashOf(board, spec) && { inFlash: 2 * ENDURANCE }) };
}
