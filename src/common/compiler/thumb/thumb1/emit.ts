// A routine on Thumb-1's registers as instructions for the layout.
import { EMIT_NARROW, ENCODE_NARROW, SETTING_FLAGS } from "../emit-narrow.js";
import { addConstant } from "../encode/constants.js";
import { encoded, type Halves } from "../encode/encode.js";
import { isByte } from "../encode/immediates.js";
import type { Item } from "../encode/layout.js";
import {
  BASE,
  type Instruction,
  type OperationName,
  type Register,
  STACK_POINTER,
} from "../instruction.js";
import { code, type InstructionSet } from "../routine.js";

/** The most that one instruction adds to sp. */
const MOST_FRAME = 508;

/** Adds a multiple of 4 to sp. */
function moveStack(bytes: number): Item[] {
  if (bytes === 0) return [];
  const step = Math.max(-MOST_FRAME, Math.min(MOST_FRAME, bytes));
  return [code(addConstant(STACK_POINTER, STACK_POINTER, step)), ...moveStack(bytes - step)];
}

/** Those that set N and Z by their result here alone: their only forms are the narrow ones. */
const MORE_SETTING_FLAGS: ReadonlySet<OperationName> = new Set<OperationName>([
  ...(["addi", "mul", "shl_by", "shr_u_by", "shr_s_by"] as const),
]);

/** d = a + b, one of which may be a high register. */
function sum({ d, s: [a, b] }: Instruction): Halves {
  const halves = encoded("add", { d, a, b });
  if (halves.length === 1) return halves;
  return [...encoded("mov", { d, a }), ...encoded("add", { d, a: d, b })];
}

/** A number in a low register, in 2 to 6 bytes. */
function constant(d: Register, value: number): Item {
  const word = value >>> 0;
  if (isByte(word)) return code(encoded("movi", { d, i: word }));
  if (isByte(~value)) return code(encoded("movi", { d, i: ~value }), encoded("mvn", { d, a: d }));
  const zeros = 31 - Math.clz32(word & -word);
  if (isByte(word >>> zeros))
    return code(encoded("movi", { d, i: word >>> zeros }), encoded("shl", { d, a: d, i: zeros }));
  if (isByte(-value)) return code(encoded("movi", { d, i: -value }), encoded("neg", { d, a: d }));
  return { kind: "literal", register: d, word };
}

export const THUMB_1: InstructionSet = {
  encode: { ...ENCODE_NARROW, add: sum },
  emit: {
    ...EMIT_NARROW,
    iconst: ({ d, imm }) => [constant(d!, imm!)],
    addr: ({ d, imm }) => [constant(d!, imm!), code(encoded("add", { d, a: d, b: BASE }))],
  },
  setsFlags: ({ op, imm }) => (SETTING_FLAGS.has(op) || MORE_SETTING_FLAGS.has(op)) && imm !== 0,
  moveStack,
};
