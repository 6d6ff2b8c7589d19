// A routine on Thumb-2's registers as instructions for the layout.
import { compareIntegers, EMIT_NARROW, ENCODE_NARROW, SETTING_FLAGS } from "../emit-narrow.js";
import { type Condition, conditionBits, inverse } from "../encode/conditions.js";
import {
  addConstant,
  andConstant,
  movConstant,
  orConstant,
  xorConstant,
} from "../encode/constants.js";
import { encoded, encodedIfHeld, type Halves } from "../encode/encode.js";
import { addable, addableSettingFlags, andable } from "../encode/immediates.js";
import type { Item } from "../encode/layout.js";
import { leftOut, lowestBits } from "../immediates.js";
import {
  BASE,
  FIRST_FLOAT,
  type Instruction,
  type Register,
  STACK_POINTER,
} from "../instruction.js";
import {
  branchAfter,
  code,
  type Emitters,
  type Encoders,
  type InstructionSet,
} from "../routine.js";

const ENCODE: Encoders = {
  ...ENCODE_NARROW,
  clz: ({ d, s: [a] }) => encoded("clz", { d, a, b: a }),
  andi: ({ d, s: [a], imm }, s) => masked(d!, a!, imm!, s),
  ori: ({ d, s: [a], imm }) => orConstant(d!, a!, imm!),
  xori: ({ d, s: [a], imm }) => xorConstant(d!, a!, imm!),
  csel: (i) => [...compare(i, i.s.slice(2)), ...chosen(i)],
};

const EMIT: Emitters = {
  ...EMIT_NARROW,
  bcc: (i) => branchAfter(code(compare(i, i.s)), i.to!, i.cond!),
  iconst: ({ d, imm }) => [constant(d!, imm!)],
  fconst: ({ d, imm }) => [floatConstant(d!, imm!)],
  addr: ({ d, imm }) =>
    addable(imm!)
      ? [code(addConstant(d!, BASE, imm!))]
      : [constant(d!, imm!), code(encoded("add", { d, a: d, b: BASE }))],
};

/** d = a & a constant: by AND or BIC, by taking the lowest bits out, or by shifting them away. */
function masked(d: Register, a: Register, mask: number, s?: 0 | 1): Halves {
  if (andable(mask)) return andConstant(d, a, mask, s);
  const low = lowestBits(mask);
  if (low !== undefined) return encoded("ubfx", { d, a, i: low - 1 });
  const i = leftOut(mask);
  return [...encoded("shr_u", { d, a, i }), ...encoded("shl", { d, a: d, i })];
}

const literal = (register: number, bits: number, float: boolean): Item => ({
  kind: "literal",
  register,
  word: bits >>> 0,
  float,
});

/** Any 32 bits in a register: from a pool where that is shorter. */
function constant(d: Register, value: number): Item {
  const halves = movConstant(d, value);
  return d < 8 && halves.length > 2 ? literal(d, value, false) : code(halves);
}

function floatConstant(d: Register, i: number): Item {
  const halves = encodedIfHeld("fconst", { d, i });
  return halves ? code(halves) : literal(d - FIRST_FLOAT, i, true);
}

/** Compares registers as an instruction says. */
function compare({ imm }: Instruction, [a, b]: readonly Register[]): Halves {
  if (a! < FIRST_FLOAT) return compareIntegers(a!, b, imm);
  return [...encoded(b === undefined ? "fcmp_0" : "fcmp", { a, b }), ...encoded("vmrs")];
}

/** The result is the first source where the condition holds, else the second. */
function chosen({ d, s: [x, y], cond }: Instruction): Halves {
  const move = (a: Register): Halves => encoded(d! < FIRST_FLOAT ? "mov" : "fmov", { d, a });
  const moveIf = (condition: Condition, a: Register): Halves => [
    ...encoded("it", { c: conditionBits(condition) }),
    ...move(a),
  ];
  if (x === y) return d === x ? [] : move(x!);
  if (d === x) return moveIf(inverse(cond!), y!);
  return [...(d === y ? [] : move(y!)), ...moveIf(cond!, x!)];
}

/** Whether an operation can set flags; a shift by 0 is a move. */
const setsFlags = ({ op, imm }: Instruction): boolean => {
  if (op === "addi") return addableSettingFlags(imm!);
  if (op === "andi") return andable(imm!);
  return op === "add" || (SETTING_FLAGS.has(op) && imm !== 0);
};

export const THUMB_2: InstructionSet = {
  encode: ENCODE,
  emit: EMIT,
  setsFlags,
  moveStack: (bytes) => [code(addConstant(STACK_POINTER, STACK_POINTER, bytes))],
};
