import type { Program, Routine, Type } from "../../ir/ir.js";
import type { Core } from "../core.js";
import {
  FIRST_FLOAT,
  FIRST_VIRTUAL,
  type Instruction,
  type OperationName,
  type Register,
  type RegisterClass,
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
  readonly classes: RegisterClass[];
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
  /** constants in front of the outermost loop, by operation and value */
  hoisted: Hoisted | undefined;
}

interface Hoisted {
  readonly list: Instruction[];
  readonly known: Map<string, Register>;
}

/** The kind of register that a value of a type needs. */
export const classOf = (type: Type): RegisterClass => (type === "f32" ? "f" : "i");

export function beginLowering(routine: Routine, surroundings: Surroundings): Lowering {
  const classes = Array.from(
    { length: FIRST_VIRTUAL },
    (_, register): RegisterClass => (register < FIRST_FLOAT ? "i" : "f"),
  );
  const locals = routine.locals.map((type) => classes.push(classOf(type)) - 1);
  return {
    ...surroundings,
    routine,
    classes,
    locals,
    out: [],
    depth: 0,
    labels: 0,
    outgoing: 0,
    hoisted: undefined,
  };
}

/** A new virtual register. */
export const newRegister = ({ classes }: Lowering, kind: RegisterClass): Register =>
  classes.push(kind) - 1;

/** A new label; no other routine has it. */
export const newLabel = (to: Lowering): string => `${to.routine.name}/.${to.labels++}`;

/** The label of a loop or block of the IR. */
export const labelOf = ({ routine }: Lowering, name: string): string => `${routine.name}/${name}`;

export type Details = Partial<Omit<Instruction, "op" | "d" | "s" | "depth">>;

export function emit(
  { out, depth }: Lowering,
  op: OperationName,
  d: Register | undefined,
  s: readonly Register[],
  details: Details = {},
): void {
  out.push({ op, ...(d !== undefined && { d }), s, depth, ...details });
}

/** Emits an operation that gives a value, and says where: in `d`, or in a new register. */
export function made(
  to: Lowering,
  op: OperationName,
  s: readonly Register[],
  kind: RegisterClass,
  d?: Register,
  details?: Details,
): Register {
  const register = d ?? newRegister(to, kind);
  emit(to, op, register, s, details);
  return register;
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
  const kind = op === "fconst" ? "f" : "i";
  if (d !== undefined || !to.hoisted) return made(to, op, [], kind, d, { imm });
  const { known, list } = to.hoisted;
  const key = `${op} ${imm >>> 0}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const register = newRegister(to, kind);
  known.set(key, register);
  list.push({ op, d: register, s: [], imm, depth: 0 });
  return register;
}

/** What stands in the outermost loop finds its constants in front of it. */
export function inLoop(to: Lowering, body: () => void): void {
  const outermost = to.hoisted === undefined;
  if (outermost) {
    const list: Instruction[] = [];
    to.out.push(list);
    to.hoisted = { list, known: new Map() };
  }
  body();
  if (outermost) to.hoisted = undefined;
}
