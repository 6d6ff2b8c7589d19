// Instructions, labels, branches and constants in a row: where each lies, and their bytes.

import { refuse } from "../refuse.js";
import { boundariesOf, labelItems } from "./boundaries.js";
import { reaches } from "./branches.js";
import type { Condition } from "./conditions.js";
import type { Halves } from "./encode.js";
import { formsOf, pcOf } from "./forms.js";
import { type Formed, type Placement, place } from "./place.js";
import { write } from "./write.js";

/** "thumb-2" is ARMv7-M and ARMv8-M with its main extension, "thumb-1" ARMv6-M (Cortex-M0 and M0+). */
export type Architecture = "thumb-1" | "thumb-2";

/** A piece of code or what stands between pieces. Core registers are 0 to 15, float registers 0 to 31. */
export type Item =
  /** one or more encoded instructions; IT and what it governs are one item */
  | { readonly kind: "code"; readonly halves: Halves }
  | { readonly kind: "label"; readonly name: string }
  /** always, or on a condition; as short as its distance allows. Thumb-1's farthest one (over 2 KB) takes 8 bytes of stack. */
  | { readonly kind: "branch"; readonly condition?: Condition; readonly to: string }
  /** BL: lr is changed */
  | { readonly kind: "call"; readonly to: string }
  /** 32 bits from a pool of constants into a core register or, with `float`, into a float register */
  | {
      readonly kind: "literal";
      readonly register: number;
      readonly word: number;
      readonly float?: boolean;
    }
  /** nothing falls through here (the item before returned): a place for a pool. After an unconditional branch it is implied. */
  | { readonly kind: "no-fall-through" }
  /** what stands before and what stands after stay side by side */
  | { readonly kind: "no-pool" };

/** Bytes without code: pools, what fills up before them. */
export interface Range {
  /** the first byte */
  readonly from: number;
  /** the first byte after */
  readonly to: number;
}

export interface Layout {
  /** a multiple of 4 bytes, to be put at a multiple of 4 */
  readonly bytes: Uint8Array;
  /** labels' places in bytes; who calls one from outside adds 1, which says Thumb */
  readonly labels: ReadonlyMap<string, number>;
  /** where there are constants; some are empty */
  readonly constants: readonly Range[];
  /** where each item begins, in bytes, after a pool that was put before it */
  readonly starts: readonly number[];
}

/**
 * Lays out items. The same items give the same bytes; what is reached is reached relative to pc, so the code runs anywhere.
 * Code must not fall off the end.
 * @throws Error (a bug in perceptino) for labels that are missing or there twice, and for what cannot be reached
 */
export function layOut(items: readonly Item[], architecture: Architecture): Layout {
  const labels = labelItems(items);
  const boundaries = boundariesOf(items, labels);
  const formed = items.map((item): Formed => ({ item, forms: formsOf(item, architecture) }));
  for (;;) {
    const placement = place(formed, boundaries);
    const places = placesOf(formed, placement, labels);
    // What is too short gets its next form; nothing ever gets shorter again, so this ends.
    let changed = false;
    for (let n = 0; n < formed.length; n++) {
      const longer = lengthened(formed[n]!, placement.starts[n]!, places[n], n);
      if (longer === formed[n]) continue;
      formed[n] = longer;
      changed = true;
    }
    if (!changed) return write(formed, placement, places, labels);
  }
}

/** The places that items refer to, by the items' numbers. */
function placesOf(
  formed: readonly Formed[],
  { starts, constants }: Placement,
  labels: ReadonlyMap<string, number>,
): readonly (number | undefined)[] {
  return formed.map(({ item }, n) => {
    if (item.kind === "literal") return constants.get(n);
    if (!("to" in item)) return undefined;
    const label = labels.get(item.to);
    if (label === undefined) return refuse(`no label ${item.to}`);
    return starts[label]!;
  });
}

function lengthened(one: Formed, at: number, to: number | undefined, n: number): Formed {
  const { item, forms } = one;
  const form = forms[0];
  if (form === undefined || to === undefined) return one;
  const distance = to - pcOf(form, at);
  if (reaches(form.reach, distance)) return one;
  if (forms.length > 1) return { item, forms: forms.slice(1) };
  return refuse(`item ${n} cannot reach over ${distance} bytes`);
}
