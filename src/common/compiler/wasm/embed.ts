import { concatBytes } from "../../bytes.js";
import { CHECKPOINT_SECTION } from "../../loader/webassembly.js";
import { unsigned } from "./print-wasm.js";

/**
 * A module that holds a checkpoint too, in a custom section (Core Specification, 5.5.3): engines pass over it, so whoever
 * knows nothing of it loads the module as before; our loader begins with it.
 */
export function withCheckpoint(wasm: Uint8Array, checkpoint: Uint8Array): Uint8Array<ArrayBuffer> {
  const name = new TextEncoder().encode(CHECKPOINT_SECTION);
  const content = concatBytes(Uint8Array.from(unsigned(name.length)), name, checkpoint);
  return concatBytes(wasm, Uint8Array.from([0, ...unsigned(content.length)]), content);
}
