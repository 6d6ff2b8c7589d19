import { shown, UserError } from "../../errors.js";
import type { PlanKind } from "../../network/plan.js";
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
  /** what it was made for */
  readonly optimize: Optimize;
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

/**
 * What machine code is made for: few cycles at the price of a third more bytes, few bytes at the price of cycles, or both as
 * far as they go together. Its results have the same bits.
 */
export const OPTIMIZE = ["balanced", "speed", "size"] as const;
export type Optimize = (typeof OPTIMIZE)[number];

/** How machine code shall be made. */
export interface ThumbOptions {
  /** by the plan when left out: the fast one for both, the small one for size */
  readonly optimize?: Optimize;
}

/** What the code of a plan is made for. Throws a UserError when an option is not known. */
export function optimizeOf(
  plan: PlanKind,
  { optimize = plan === "fast" ? "balanced" : "size" }: ThumbOptions,
): Optimize {
  if (OPTIMIZE.includes(optimize)) return optimize;
  throw new UserError(`optimize: got ${shown(optimize)}, expected one of ${OPTIMIZE.join(", ")}`);
}
