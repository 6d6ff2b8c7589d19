// A routine on Thumb-1's registers as instructions for the layout.
import { EMIT_NARROW, ENCODE_NARROW } from "../emit-narrow.js";
import { isByte } from "../encode/immediates.js";
import * as integer from "../encode/integer.js";
import type { Item } from "../encode/layout.js";
import { type Halves, isLow } from "../encode/operands.js";
import { BASE, type OperationName, type Register, STACK_POINTER } from "../instruction.js";
import { code, type InstructionSet } from "../routine.js";
import { emitEntry } from "./entry.js";

/** The most that one instruction adds to sp. */
const MOST_FRAME = 508;

/** Adds a multiple of 4 to sp. */
function moveStack(bytes: number): Item[] {
  if (bytes === 0) return [];
  const step = Math.max(-MOST_FRAME, Math.min(MOST_FRAME, bytes));
  return [
    code(integer.addConstant(STACK_POINTER, STACK_POINTER, step)),
    ...moveStack(bytes - step),
  ];
}

/** Those that set N and Z by their result, but for moves: of an immediate of 0. */
const SETS_FLAGS: ReadonlySet<OperationName> = new Set<OperationName>([
  ...(["addi", "sub", "mul", "and", "bic", "or", "xor"] as const),
  ...(["shl", "shr_u", "shr_s", "shl_by", "shr_u_by", "shr_s_by"] as const),
]);

/** d = x + y, one of which may be a high register. */
function sum(d: Register, x: Register, y: Register): Halves {
  const inPlace = d === x || d === y || isLow(d, x, y);
  return inPlace ? integer.add(d, x, y) : [...integer.mov(d, x), ...integer.add(d, d, y)];
}

/** A number in a low register, in 2 to 6 bytes. */
function constant(d: Register, value: number): Item {
  const word = value >>> 0;
  if (isByte(word)) return code(integer.movConstant(d, word));
  if (isByte(~value)) return code(integer.movConstant(d, ~value), integer.mvn(d, d));
  const zeros = 31 - Math.clz32(word & -word);
  if (isByte(word >>> zeros))
    return code(
      integer.movConstant(d, word >>> zeros),
      integer.shifted(d, d, { type: "lsl", by: zeros }),
    );
  if (isByte(-value)) return code(integer.movConstant(d, -value), integer.neg(d, d));
  return { kind: "literal", register: d, word };
}

export const THUMB_1: InstructionSet = {
  encode: { ...ENCODE_NARROW, add: (_i, d, x, y) => sum(d, x, y) },
  emit: {
    ...EMIT_NARROW,
    iconst: (i, d) => [constant(d, i.imm!)],
    addr: (i, d) => [constant(d, i.imm!), code(integer.add(d, d, BASE))],
  },
  setsFlags: ({ op, imm }) => SETS_FLAGS.has(op) && imm !== 0,
  moveStack,
  emitEntry,
};
