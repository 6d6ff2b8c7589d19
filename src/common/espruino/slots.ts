import { crc32 } from "../loader/crc32.js";
import type { StorageFile } from "./versions.js";

/** The files of a module's checkpoints in Storage (SPEC.md, "Checkpoints in Storage"). */
export const slotNames = (name: string): readonly string[] => [`${name}.0`, `${name}.1`];

/** The file with a checkpoint that came with the module. */
export const weightsName = (name: string): string => `${name}.w`;

/** A checkpoint as a slot holds it: its number stands in the place of the magic word. */
export function slotFile(checkpoint: Uint8Array, number = 1): Uint8Array {
  const slot = Uint8Array.from(checkpoint);
  const view = new DataView(slot.buffer);
  view.setUint32(0, number, true);
  view.setUint32(slot.length - 4, crc32(slot, 0, slot.length - 4), true);
  return slot;
}

/** A checkpoint as the file that a module reads when the board has saved none. */
export const weightsFile = (name: string, checkpoint: Uint8Array): StorageFile => ({
  name: weightsName(name),
  data: slotFile(checkpoint),
});
