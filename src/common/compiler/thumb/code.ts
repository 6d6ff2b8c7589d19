import type { BuiltNetwork } from "../build-network.js";
import type { Entry } from "../module-constants.js";

/**
 * What a blob does, as the module's exports do (SPEC.md, "The module"). Each is `int entry(int memory, int argument)`, with
 * the address of the network's linear memory, a multiple of 4. init takes the seed; train and loss give the loss' bits.
 */
export type ThumbEntry = Entry;

/** A network as Thumb machine code that may lie at any address that is a multiple of 4. */
export interface ThumbCode {
  readonly bytes: Uint8Array;
  /** first byte of each entry; a caller adds 1, which says Thumb */
  readonly entries: ReadonlyMap<ThumbEntry, number>;
  /** the compiler's first line about itself */
  readonly compiler: string;
  /** the options that the network was compiled with */
  readonly flags: readonly string[];
}

/** The cores that machine code is made for. */
export const THUMB_CORES = [
  "Cortex-M0",
  "Cortex-M0+",
  "Cortex-M3",
  "Cortex-M4F",
  "Cortex-M33F",
] as const;
export type ThumbCore = (typeof THUMB_CORES)[number];

/** What makes machine code of a network. Throws a UserError when it cannot. */
export type Assembler = (built: BuiltNetwork, core: ThumbCore) => Promise<ThumbCode>;
