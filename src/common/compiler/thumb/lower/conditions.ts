import { type BinaryOperator, type Expression, isComparison } from "../../ir/ir.js";
import { operandsOf } from "../../ir/walk.js";
import { type Condition, inverse } from "../encode/conditions.js";
import { asksForZero, type Binary, bothWays, constantOf, isOperation } from "../expressions.js";
import type { Register } from "../instruction.js";
import type { Kind } from "../kinds.js";
import {
  constantIn,
  emit,
  jump,
  type Lowering,
  label,
  made,
  newLabel,
  newRegister,
} from "./lowering.js";
import { kindOf, lowerAs, lowerValue, moved } from "./values.js";

type Conditions = Partial<Record<BinaryOperator, Condition>>;

/** Of floats, after VCMP, what an unordered pair does not meet. */
const CONDITIONS: Conditions = {
  eq: "eq",
  ne: "ne",
  lt: "mi",
  le: "ls",
  gt: "gt",
  ge: "ge",
  lt_s: "lt",
  le_s: "le",
  gt_s: "gt",
  ge_s: "ge",
  lt_u: "lo",
  le_u: "ls",
  gt_u: "hi",
  ge_u: "hs",
};
/** The condition with the operands exchanged. */
const EXCHANGED: Partial<Record<Condition, Condition>> = {
  eq: "eq",
  ne: "ne",
  lt: "gt",
  le: "ge",
  gt: "lt",
  ge: "le",
  lo: "hi",
  ls: "hs",
  hi: "lo",
  hs: "ls",
};

/** Registers to compare, and the condition that then says whether something holds. */
interface Comparison {
  readonly cond: Condition;
  readonly s: readonly Register[];
  /** with which the only register is compared, an integer */
  readonly imm?: number;
}

function compare(to: Lowering, e: Expression): Comparison {
  if (asksForZero(e)) {
    const inner = compare(to, e.value);
    return { ...inner, cond: inverse(inner.cond) };
  }
  const cond = e.kind === "binary" ? CONDITIONS[e.operator] : undefined;
  if (e.kind === "binary" && cond)
    return (e.left.type === "f32" ? compareFloats : compareIntegers)(to, e, cond);
  const signed = withSignAlone(e);
  return { cond: signed ? "lt" : "ne", s: [lowerAs(to, signed ?? e, "number")], imm: 0 };
}

/** The integer of whose bits a value has the topmost one only, wherever it is. */
function withSignAlone(e: Expression): Expression | undefined {
  if (!isOperation(e, "shr_u", "and")) return undefined;
  return constantOf(e.right) === (e.operator === "and" ? SIGN : 31) ? e.left : undefined;
}
const SIGN = -0x80000000;

type Select = Extract<Expression, { kind: "select" }>;

function compareFloats(to: Lowering, { left, right }: Binary, cond: Condition): Comparison {
  const first = lowerValue(to, left);
  const zero = right.kind === "constant" && Object.is(right.value, 0);
  return { cond, s: zero ? [first] : [first, lowerValue(to, right)] };
}

function compareIntegers(to: Lowering, e: Binary, own: Condition): Comparison {
  const kind = comparedAs(to, e, own);
  for (const [value, other] of kind === "number" ? bothWays(e) : []) {
    const imm = constantOf(other);
    const cond = value === e.left ? own : EXCHANGED[own]!;
    if (imm !== undefined && to.core.compares(imm))
      return { cond, s: [lowerAs(to, value, kind)], imm };
  }
  return { cond: own, s: [lowerAs(to, e.left, kind), lowerAs(to, e.right, kind)] };
}

const EQUALITIES: ReadonlySet<Condition> = new Set<Condition>(["eq", "ne"]);
/**
 * As what two integers are compared, where one of them or both are addresses: with the memory's own address in them or without.
 * Whether they are equal is the same either way, modulo 2³². Which comes first is not, wherever a sum with the memory's address
 * wraps around: always as numbers, as the program says it. Kernels' loops over memory therefore end where two are equal.
 */
function comparedAs(to: Lowering, { left, right }: Binary, cond: Condition): Kind {
  const isAddress = [left, right].some((e) => kindOf(to, e) === "address");
  return isAddress && EQUALITIES.has(cond) ? "address" : "number";
}

/** Goes to a label where a condition holds, or where it does not. */
export function branchOn(to: Lowering, e: Expression, place: string, holds: boolean): void {
  const known = constantOf(e);
  if (known !== undefined) {
    if ((known !== 0) === holds) jump(to, place);
    return;
  }
  if (asksForZero(e)) {
    branchOn(to, e.value, place, !holds);
    return;
  }
  if (isJunction(e)) {
    branchOnJunction(to, e, place, holds);
    return;
  }
  const { s, ...compared } = compare(to, e);
  const cond = holds ? compared.cond : inverse(compared.cond);
  emit(to, "bcc", undefined, s, { ...compared, cond, to: place });
}

/** One of two ways. @param branch goes to the second one, or over the first */
export function eitherWay(
  to: Lowering,
  branch: (place: string) => void,
  first: () => void,
  second: (() => void) | undefined,
): void {
  const [otherwise, end] = [newLabel(to), newLabel(to)];
  branch(otherwise);
  first();
  if (second) jump(to, end);
  label(to, otherwise);
  second?.();
  label(to, end);
}

/** Whether a value is 1 or 0. */
const isTruth = (e: Expression): boolean =>
  asksForZero(e) || (e.kind === "binary" && isComparison(e.operator)) || isJunction(e);

/** Whether a value is one truth and another, or one or another. */
const isJunction = (e: Expression): e is Binary =>
  isOperation(e, "and", "or") && isTruth(e.left) && isTruth(e.right);

/** Asks for the second truth only where the first does not say all. */
function branchOnJunction(to: Lowering, e: Binary, place: string, holds: boolean): void {
  const either = e.operator === "or";
  if (either === holds) {
    branchOn(to, e.left, place, holds);
    branchOn(to, e.right, place, holds);
    return;
  }
  const on = newLabel(to);
  branchOn(to, e.left, on, either);
  branchOn(to, e.right, place, holds);
  label(to, on);
}

/** A condition as 1 or 0. */
export function lowerBoolean(to: Lowering, e: Expression, d: Register | undefined): Register {
  return chosen(to, e, constantIn(to, "iconst", 1), constantIn(to, "iconst", 0), d);
}

/** The one or the other of two registers. */
function chosen(
  to: Lowering,
  condition: Expression,
  ifTrue: Register,
  ifFalse: Register,
  d: Register | undefined,
): Register {
  const { s, ...compared } = compare(to, condition);
  const register = d ?? newRegister(to, to.types[ifTrue]!);
  return made(to, "csel", [ifTrue, ifFalse, ...s], register, compared);
}

/** Whether a value takes one instruction at most. */
const isAtHand = ({ kind }: Expression): boolean => kind === "local" || kind === "constant";

/** A select of a value at hand, which stays unless the other one is wanted. */
function lowerOrStay(
  to: Lowering,
  { condition, ifTrue, ifFalse, type }: Select,
  kind: Kind,
  d: Register | undefined,
): Register {
  const register = newRegister(to, type);
  const end = newLabel(to);
  const stays = isAtHand(ifTrue);
  lowerAs(to, stays ? ifTrue : ifFalse, kind, register);
  branchOn(to, condition, end, stays);
  lowerAs(to, stays ? ifFalse : ifTrue, kind, register);
  label(to, end);
  return moved(to, register, d);
}

/** A select: what is dear is computed only where it is wanted. */
export function lowerSelect(
  to: Lowering,
  e: Select,
  kind: Kind,
  d: Register | undefined,
): Register {
  if (!to.core.fpu && isAtHand(e.ifTrue) !== isAtHand(e.ifFalse))
    return lowerOrStay(to, e, kind, d);
  if (!isDear(e.ifTrue) && !isDear(e.ifFalse)) {
    const ifTrue = lowerAs(to, e.ifTrue, kind);
    return chosen(to, e.condition, ifTrue, lowerAs(to, e.ifFalse, kind), d);
  }
  const register = newRegister(to, e.type);
  eitherWay(
    to,
    (otherwise) => branchOn(to, e.condition, otherwise, false),
    () => lowerAs(to, e.ifTrue, kind, register),
    () => lowerAs(to, e.ifFalse, kind, register),
  );
  return moved(to, register, d);
}

/** Whether a value divides or chooses, and so takes longer than to branch around it. */
const isDear = (e: Expression): boolean =>
  e.kind === "select" ||
  ((e.kind === "unary" || e.kind === "binary") &&
    (e.operator === "sqrt" || e.operator === "div" || operandsOf(e).some(isDear)));
