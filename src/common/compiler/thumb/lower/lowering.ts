import type { Program, Routine, Type } from "../../ir/ir.js";
import type { Core } from "../core.js";
import {
  FIRST_FLOAT,
  FIRST_VIRTUAL,
  type Instruction,
  type OperationName,
  operation,
  type Register,
  range,
} from "../instruction.js";
import type { Kinds } from "../kinds.js";

/** What the lowering of a routine knows of the whole program. */
export interface Surroundings {
  readonly program: Program;
  readonly kinds: Kinds;
  readonly core: Core;
  /** whether a routine shifts by 0 to 31 bits only, so that counts need not be reduced */
  countsFit(routine: string): boolean;
  /** the registers that a routine, already compiled, changes */
  clobbersOf(routine: string): ReadonlySet<Register>;
}

/** A routine on its way from the IR to instructions on virtual registers. */
export interface Lowering extends Surroundings {
  readonly routine: Routine;
  /** by register */
  readonly types: Type[];
  /** the registers of the routine's locals */
  readonly locals: readonly Register[];
  /** instructions; a list stands in front of an outermost loop, for the constants that are used in it */
  readonly out: (Instruction | Instruction[])[];
  /** how many loops the next instruction is in */
  depth: number;
  /** the labels made so far */
  labels: number;
  /** bytes of the stack for the arguments of the calls made so far */
  outgoing: number;
  /** what is emitted in front of the outermost loop */
  hoisted: Hoisted | undefined;
}

/** Where instructions are put. */
type Emitting = Pick<Lowering, "types" | "out" | "depth">;

interface Hoisted extends Emitting {
  /** constants by operation and value */
  readonly known: Map<string, Register>;
}

export function beginLowering(routine: Routine, surroundings: Surroundings): Lowering {
  const types = range(0, FIRST_VIRTUAL).map(
    (register): Type => (register < FIRST_FLOAT ? "i32" : "f32"),
  );
  const locals = routine.locals.map((type) => types.push(type) - 1);
  return {
    ...surroundings,
    routine,
    types,
    locals,
    out: [],
    depth: 0,
    labels: 0,
    outgoing: 0,
    hoisted: undefined,
  };
}

/** A new virtual register. */
export const newRegister = ({ types }: Emitting, type: Type): Register => types.push(type) - 1;

/** A new label; no other routine has it. */
export const newLabel = (to: Lowering): string => `${to.routine.name}/.${to.labels++}`;

/** The label of a loop or block of the IR. */
export const labelOf = ({ routine }: Lowering, name: string): string => `${routine.name}/${name}`;

export type Details = Partial<Omit<Instruction, "op" | "d" | "s" | "depth">>;

export function emit(
  { out, depth }: Emitting,
  op: OperationName,
  d: Register | undefined,
  s: readonly Register[],
  details: Details = {},
): void {
  out.push({ op, d, s, depth, ...details });
}

/** Emits an operation that gives a value, and says where: in `d`, or in a new register. */
export function made(
  to: Emitting,
  op: OperationName,
  s: readonly Register[],
  d: Register = newRegister(to, operation(op).result!),
  details?: Details,
): Register {
  emit(to, op, d, s, details);
  return d;
}

export const label = (to: Lowering, name: string): void =>
  emit(to, "label", undefined, [], { to: name });
export const jump = (to: Lowering, name: string): void =>
  emit(to, "b", undefined, [], { to: name });

/**
 * A constant in a register: made in front of the outermost loop, once for all of its uses, or here.
 * @param d the register that it must be in, if it must
 */
export function constantIn(
  to: Lowering,
  op: "iconst" | "fconst" | "addr",
  imm: number,
  d?: Register,
): Register {
  if (d !== undefined || !to.hoisted) return made(to, op, [], d, { imm });
  const { known } = to.hoisted;
  const key = `${op} ${imm >>> 0}`;
  const register = known.get(key) ?? made(to.hoisted, op, [], undefined, { imm });
  known.set(key, register);
  return register;
}

/** What stands in the outermost loop finds its constants in front of it. */
export function inLoop(to: Lowering, body: () => void): void {
  const outermost = to.hoisted === undefined;
  if (outermost) {
    const out: Instruction[] = [];
    to.out.push(out);
    to.hoisted = { types: to.types, out, depth: 0, known: new Map() };
  }
  body();
  if (outermost) to.hoisted = undefined;
}
