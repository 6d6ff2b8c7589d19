// Instructions, labels, branches and constants in a row: where each lies, and their bytes.
import type { Condition } from "./conditions.js";
import type { Halves } from "./operands.js";

/** "thumb-2" is ARMv7-M and ARMv8-M with its main extension, "thumb-1" ARMv6-M (Cortex-M0 and M0+). */
export type Architecture = "thumb-1" | "thumb-2";

/** A piece of code or what stands between pieces. Core registers are 0 to 15, float registers 0 to 31. */
export type Item =
  /** one or more encoded instructions; IT and what it governs may be one item or several in a row */
  | { readonly kind: "code"; readonly halves: Halves }
  | { readonly kind: "label"; readonly name: string }
  /** always, or on a condition; as short as its distance allows. Thumb-1's farthest one (over 2 KB) takes 8 bytes of stack. */
  | { readonly kind: "branch"; readonly condition?: Condition; readonly to: string }
  /** a branch if a register is 0, or if it is not: CBZ where that reaches, else a compare, which changes the flags */
  | {
      readonly kind: "branch-on-zero";
      readonly register: number;
      readonly isZero: boolean;
      readonly to: string;
    }
  /** BL: lr is changed */
  | { readonly kind: "call"; readonly to: string }
  /** 32 bits from a pool of constants into a core register or, with `float`, into a float register */
  | {
      readonly kind: "literal";
      readonly register: number;
      readonly word: number;
      readonly float?: boolean;
    }
  /** ADR: the address of a label, a multiple of 4, into a core register */
  | { readonly kind: "address"; readonly register: number; readonly to: string }
  /** constants of the caller's own, 32 bits each, at a multiple of 4; code does not fall into them */
  | { readonly kind: "data"; readonly words: readonly number[] }
  /** nothing falls through here (the item before returned): a place for a pool. After an unconditional branch it is implied. */
  | { readonly kind: "no-fall-through" }
  /** what stands before and what stands after stay side by side */
  | { readonly kind: "no-pool" }
  /** what follows begins at a multiple of so many bytes, counted from the beginning; filled with NOPs */
  | { readonly kind: "align"; readonly to: 4 | 8 };

/** Bytes without code: pools, data, what fills up before them. */
export interface Range {
  /** the first byte */
  readonly from: number;
  /** the first byte after */
  readonly to: number;
}

export interface Layout {
  /** a multiple of 4 bytes, to be put at a multiple of 4, or of 8 if something is aligned to 8 */
  readonly bytes: Uint8Array;
  /** labels' places in bytes; who calls one from outside adds 1, which says Thumb */
  readonly labels: ReadonlyMap<string, number>;
  /** where there are constants, in order */
  readonly constants: readonly Range[];
  /** where each item begins, in bytes, after a pool that was put before it */
  readonly starts: readonly number[];
}

/**
 * Lays out items. The same items give the same bytes; what is reached is reached relative to pc, so the code runs anywhere.
 * Code must not fall off the end.
 * @throws Error (a bug in perceptino) for labels that are missing or there twice, and for what cannot be reached
 */
export declare function layOut(items: readonly Item[], architecture: Architecture): Layout;
