// The forms that an item can take, the shortest first: each reaches farther than the one before it.

import {
  bl,
  branch,
  branchOn,
  branchOnWide,
  branchWide,
  ldrLiteral,
  ldrLiteralWide,
  REACH,
  type Reach,
  vldrLiteral,
} from "./branches.js";
import { type Condition, inverse } from "./conditions.js";
import type { Halves } from "./encode.js";
import type { Architecture, Item } from "./layout.js";

export interface Form {
  /** its bytes, at a place */
  readonly bytes: (at: number) => number;
  /** bytes in front of the instruction that is relative to pc */
  readonly before: number;
  /** whether pc counts rounded down to a multiple of 4 */
  readonly aligned: boolean;
  readonly reach: Reach;
  readonly encode: (distance: number, at: number) => Halves;
  /** where its own constants begin, in bytes from its start, if it has any: they are its end */
  readonly constants?: (at: number) => number;
}

const form = (
  bytes: number,
  reach: Reach,
  encode: Form["encode"],
  more: Partial<Form> = {},
): Form => ({ bytes: () => bytes, before: 0, aligned: false, reach, encode, ...more });

const loading = (bytes: number, reach: Reach, encode: Form["encode"]): Form =>
  form(bytes, reach, encode, { aligned: true });

/** A form that is gone around when a condition does not hold. */
const unless = (
  condition: Condition,
  { bytes, before, encode, constants, ...same }: Form,
): Form => ({
  ...same,
  bytes: (at) => 2 + bytes(at + 2),
  before: 2 + before,
  encode: (distance, at) => [
    ...branchOn(inverse(condition), bytes(at + 2) - 2),
    ...encode(distance, at + 2),
  ],
  ...(constants && { constants: (at: number) => 2 + constants(at + 2) }),
});

// Beyond the 2 KB of ARMv6-M's branch there is only BL, which changes lr, or a computed address. So: r0 is saved, the place
// is computed in it, and both are popped, r0 and pc. No flag changes.
const farConstants = (at: number): number => 10 + ((at + 10) & 2);
const FAR: Form = {
  bytes: (at) => farConstants(at) + 4,
  before: 0,
  aligned: false,
  reach: REACH.anywhere,
  constants: () => 10,
  encode: (distance, at) => {
    const literal = at + farConstants(at) - ((at + 6) & ~3);
    const toPlace = distance - 4 + 1; // from the pc of the addition; 1 says Thumb
    return [
      0xb403, // push {r0, r1}
      ...ldrLiteral(0, literal),
      0x4478, // add r0, pc
      0x9001, // str r0, [sp, #4]
      0xbd01, // pop {r0, pc}
      ...((at + 10) & 2 ? [0] : []),
      toPlace & 0xffff,
      (toPlace >>> 16) & 0xffff,
    ];
  },
};

const NARROW = form(2, REACH.branch, branch);
const WIDE = form(4, REACH.branchWide, branchWide);

const branches = (architecture: Architecture): readonly Form[] =>
  architecture === "thumb-1" ? [NARROW, FAR] : [NARROW, WIDE];

const branchesOn = (condition: Condition, architecture: Architecture): readonly Form[] => {
  const narrow = form(2, REACH.branchOn, (distance) => branchOn(condition, distance));
  return architecture === "thumb-1"
    ? [narrow, unless(condition, NARROW), unless(condition, FAR)]
    : [narrow, form(4, REACH.branchOnWide, (distance) => branchOnWide(condition, distance))];
};

function loads(register: number, float: boolean, architecture: Architecture): readonly Form[] {
  if (float) return [loading(4, REACH.literalFloat, (distance) => vldrLiteral(register, distance))];
  const narrow = loading(2, REACH.literal, (distance) => ldrLiteral(register, distance));
  if (architecture === "thumb-1") return [narrow];
  const wide = loading(4, REACH.literalWide, (distance) => ldrLiteralWide(register, distance));
  return register < 8 ? [narrow, wide] : [wide];
}

/** The forms of an item that refers to a place; none of another. */
export function formsOf(item: Item, architecture: Architecture): readonly Form[] {
  switch (item.kind) {
    case "branch":
      return item.condition === undefined
        ? branches(architecture)
        : branchesOn(item.condition, architecture);
    case "call":
      return [form(4, REACH.branchWide, bl)];
    case "literal":
      return loads(item.register, item.float === true, architecture);
    default:
      return [];
  }
}

/** From where a form at a place counts its distance. */
export function pcOf({ before, aligned }: Form, at: number): number {
  const pc = at + before + 4;
  return aligned ? pc & ~3 : pc;
}
