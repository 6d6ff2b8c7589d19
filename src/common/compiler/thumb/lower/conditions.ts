import { type BinaryOperator, type Expression, isComparison } from "../../ir/ir.js";
import { type Condition, inverse } from "../encode/conditions.js";
import type { Register } from "../instruction.js";
import type { Kind } from "../kinds.js";
import {
  classOf,
  constantIn,
  emit,
  jump,
  type Lowering,
  label,
  made,
  newLabel,
  newRegister,
} from "./lowering.js";
import { constantOf, kindOf, lowerAs, lowerValue, moved } from "./values.js";

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
  /** with which the only register is compared */
  readonly imm?: number;
  readonly float: boolean;
}

function compare(to: Lowering, e: Expression): Comparison {
  if (e.kind === "unary" && e.operator === "eqz") {
    const inner = compare(to, e.value);
    return { ...inner, cond: inverse(inner.cond) };
  }
  const cond = e.kind === "binary" ? CONDITIONS[e.operator] : undefined;
  if (e.kind === "binary" && cond)
    return (e.left.type === "f32" ? compareFloats : compareIntegers)(to, e, cond);
  const signed = withSignAlone(e);
  if (signed) return { cond: "lt", s: [lowerAs(to, signed, "number")], imm: 0, float: false };
  return { cond: "ne", s: [lowerAs(to, e, "number")], imm: 0, float: false };
}

/** The integer of whose bits a value has the topmost one only, wherever it is. */
function withSignAlone(e: Expression): Expression | undefined {
  if (e.kind !== "binary") return undefined;
  const by = constantOf(e.right);
  const isSign = (e.operator === "shr_u" && by === 31) || (e.operator === "and" && by === SIGN);
  return isSign ? e.left : undefined;
}
const SIGN = -0x80000000;

type Binary = Extract<Expression, { kind: "binary" }>;
type Select = Extract<Expression, { kind: "select" }>;

function compareFloats(to: Lowering, { left, right }: Binary, cond: Condition): Comparison {
  const first = lowerValue(to, left);
  const zero = right.kind === "constant" && Object.is(right.value, 0);
  return { cond, s: zero ? [first] : [first, lowerValue(to, right)], float: true };
}

function compareIntegers(to: Lowering, { left, right }: Binary, cond: Condition): Comparison {
  const kind = comparedAs(to, left, right, cond);
  const [first, second] = [constantOf(left), constantOf(right)];
  if (kind === "number" && second !== undefined && to.core.compares(second)) {
    return { cond, s: [lowerAs(to, left, kind)], imm: second, float: false };
  }
  if (kind === "number" && first !== undefined && to.core.compares(first)) {
    return { cond: EXCHANGED[cond]!, s: [lowerAs(to, right, kind)], imm: first, float: false };
  }
  return { cond, s: [lowerAs(to, left, kind), lowerAs(to, right, kind)], float: false };
}

const EQUALITIES: ReadonlySet<Condition> = new Set<Condition>(["eq", "ne"]);
/**
 * As what two integers are compared, where one of them or both are addresses: with the memory's own address in them or without.
 * Whether they are equal is the same either way, modulo 2³². Which comes first is not, wherever a sum with the memory's address
 * wraps around: always as numbers, as the program says it. Kernels' loops over memory therefore end where two are equal.
 */
function comparedAs(to: Lowering, left: Expression, right: Expression, cond: Condition): Kind {
  const isAddress = [left, right].some((e) => kindOf(to, e) === "address");
  return isAddress && EQUALITIES.has(cond) ? "address" : "number";
}

const details = ({ cond, imm, float }: Comparison) => ({
  cond,
  float,
  ...(imm !== undefined && { imm }),
});

/** Goes to a label where a condition holds, or where it does not. */
export function branchOn(to: Lowering, e: Expression, place: string, holds: boolean): void {
  const known = constantOf(e);
  if (known !== undefined) {
    if ((known !== 0) === holds) jump(to, place);
    return;
  }
  if (e.kind === "unary" && e.operator === "eqz") {
    branchOn(to, e.value, place, !holds);
    return;
  }
  if (isJunction(e)) {
    branchOnJunction(to, e, place, holds);
    return;
  }
  const comparison = compare(to, e);
  const cond = holds ? comparison.cond : inverse(comparison.cond);
  emit(to, "bcc", undefined, comparison.s, { ...details(comparison), cond, to: place });
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
  (e.kind === "unary" && e.operator === "eqz") ||
  (e.kind === "binary" && isComparison(e.operator)) ||
  isJunction(e);

/** Whether a value is one truth and another, or one or another. */
const isJunction = (e: Expression): e is Binary =>
  e.kind === "binary" &&
  (e.operator === "and" || e.operator === "or") &&
  isTruth(e.left) &&
  isTruth(e.right);

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
  const [one, zero] = [constantIn(to, "iconst", 1), constantIn(to, "iconst", 0)];
  return chosen(to, e, one, zero, d);
}

/** The one or the other of two registers. */
function chosen(
  to: Lowering,
  condition: Expression,
  ifTrue: Register,
  ifFalse: Register,
  d: Register | undefined,
): Register {
  const comparison = compare(to, condition);
  const sources = [ifTrue, ifFalse, ...comparison.s];
  return made(to, "csel", sources, to.classes[ifTrue]!, d, details(comparison));
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
  const register = newRegister(to, classOf(type));
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
  if (!to.core.fpu && (isAtHand(e.ifTrue) || isAtHand(e.ifFalse))) {
    if (!isAtHand(e.ifTrue) || !isAtHand(e.ifFalse)) return lowerOrStay(to, e, kind, d);
  }
  if (!isDear(e.ifTrue) && !isDear(e.ifFalse)) {
    const ifTrue = lowerAs(to, e.ifTrue, kind);
    return chosen(to, e.condition, ifTrue, lowerAs(to, e.ifFalse, kind), d);
  }
  const register = newRegister(to, classOf(e.type));
  eitherWay(
    to,
    (otherwise) => branchOn(to, e.condition, otherwise, false),
    () => lowerAs(to, e.ifTrue, kind, register),
    () => lowerAs(to, e.ifFalse, kind, register),
  );
  return moved(to, register, d);
}

/** Whether a value divides or chooses, and so takes longer than to branch around it. */
function isDear(e: Expression): boolean {
  switch (e.kind) {
    case "binary":
      return e.operator === "div" || isDear(e.left) || isDear(e.right);
    case "unary":
      return e.operator === "sqrt" || isDear(e.value);
    case "select":
      return true;
    default:
      return false;
  }
}
