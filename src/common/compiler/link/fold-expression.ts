import { bitsOfFloat, floatOfBits } from "../../bits.js";
import {
  type BinaryOperator,
  type Constant,
  constant,
  type Expression,
  isComparison,
  loadFrom,
} from "../ir/ir.js";

type Unary = Extract<Expression, { kind: "unary" }>;
type Vector = Extract<Expression, { kind: "vector" }>;
type Binary = Extract<Expression, { kind: "binary" }>;
type Operator = Partial<Record<BinaryOperator, (a: number, b: number) => number | boolean>>;

/** Whether two constants have the same bits, but for those of NaN. */
export const isSame = (a: Constant, b: Constant): boolean =>
  a.type === b.type && Object.is(a.value, b.value);

const NEGATED: Partial<Record<BinaryOperator, BinaryOperator>> = {
  eq: "ne",
  ne: "eq",
  lt_s: "ge_s",
  ge_s: "lt_s",
  gt_s: "le_s",
  le_s: "gt_s",
  lt_u: "ge_u",
  ge_u: "lt_u",
  gt_u: "le_u",
  le_u: "gt_u",
};
/** The operators that give the same with their operands exchanged. */
const EXCHANGED: Partial<Record<BinaryOperator, BinaryOperator>> = {
  add: "add",
  mul: "mul",
  and: "and",
  or: "or",
  xor: "xor",
  mul_high_u: "mul_high_u",
  eq: "eq",
  ne: "ne",
  lt_s: "gt_s",
  gt_s: "lt_s",
  le_s: "ge_s",
  ge_s: "le_s",
  lt_u: "gt_u",
  gt_u: "lt_u",
  le_u: "ge_u",
  ge_u: "le_u",
};
const INTEGER: Operator = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: Math.imul,
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  shl: (a, b) => a << b,
  shr_s: (a, b) => a >> b,
  shr_u: (a, b) => a >>> b,
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt_s: (a, b) => a < b,
  le_s: (a, b) => a <= b,
  gt_s: (a, b) => a > b,
  ge_s: (a, b) => a >= b,
  lt_u: (a, b) => a >>> 0 < b >>> 0,
  le_u: (a, b) => a >>> 0 <= b >>> 0,
  gt_u: (a, b) => a >>> 0 > b >>> 0,
  ge_u: (a, b) => a >>> 0 >= b >>> 0,
  mul_high_u: upperHalf,
};

/** The upper half of a product of two integers without sign, by way of halves that doubles hold. */
function upperHalf(a: number, b: number): number {
  const [aLow, aHigh, bLow, bHigh] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carried = (middle & 0xffff) + aLow * bHigh;
  return aHigh * bHigh + (middle >>> 16) + (carried >>> 16);
}

const FLOAT: Operator = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
};
const FLOAT_COMPARISON: Operator = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
};
/** x op 0 is x. */
const WITHOUT_ZERO: ReadonlySet<BinaryOperator> = new Set<BinaryOperator>([
  "add",
  "sub",
  "or",
  "xor",
  "shl",
  "shr_s",
  "shr_u",
]);

const int = (value: number): Constant => constant("i32", value | 0);

/** A float constant; NaN is left to the target, since its payload is not part of the contract. */
const float = (value: number): Constant | undefined =>
  Number.isNaN(value) ? undefined : constant("f32", Math.fround(value));

/**
 * A value with what is known of its locals put in. Floats are computed only where both operands are constant, each
 * operation rounded; no identity of real numbers is used on them.
 * @param known by local
 */
export function foldExpression(
  e: Expression,
  known: readonly (Expression | undefined)[],
): Expression {
  switch (e.kind) {
    case "constant":
    case "global":
      return e;
    case "local": {
      const value = known[e.index];
      return value === undefined || value.kind === "binary" ? e : value;
    }
    case "load": {
      const place = foldPlace(foldExpression(e.pointer, known), e.offset, known);
      if (place.pointer === e.pointer) return e;
      return loadFrom(e, place.pointer, place.offset);
    }
    case "unary":
      return foldUnary(e, foldExpression(e.value, known));
    case "binary":
      return foldBinary(e, foldExpression(e.left, known), foldExpression(e.right, known));
    case "select": {
      const condition = foldCondition(e.condition, known);
      const ifTrue = foldExpression(e.ifTrue, known);
      const ifFalse = foldExpression(e.ifFalse, known);
      if (condition.kind === "constant") return condition.value === 0 ? ifFalse : ifTrue;
      return { kind: "select", type: e.type, condition, ifTrue, ifFalse };
    }
    case "vector":
      return foldVector(
        e,
        e.operands.map((operand) => foldExpression(operand, known)),
      );
  }
}

/** Lanes are folded only where a constant fills all four. */
function foldVector(e: Vector, operands: readonly Expression[]): Expression {
  const [first] = operands;
  if (first?.kind === "constant") {
    if (e.operator === "i32x4.splat") return constant("v128", first.value);
    if (e.operator === "f32x4.splat" && !Number.isNaN(first.value)) {
      return constant("v128", bitsOfFloat(first.value));
    }
  }
  if (operands.every((operand, i) => operand === e.operands[i])) return e;
  return { kind: "vector", type: e.type, operator: e.operator, operands, lane: e.lane };
}

/** A value of which only counts whether it is 0: what is not not 0 is as good. */
export function foldCondition(
  e: Expression,
  known: readonly (Expression | undefined)[],
): Expression {
  const folded = foldExpression(e, known);
  return isNegated(folded) && isNegated(folded.value) ? folded.value.value : folded;
}

const isNegated = (e: Expression): e is Unary => e.kind === "unary" && e.operator === "eqz";

/** What a constant that is added to a pointer may be at most, to become part of an offset. */
const MOST_OFFSET = 65_536;

/**
 * A place in memory, with the constant that is added to its pointer in the offset. A sum of addresses wraps around at 2³²,
 * which one with an offset does not: so what may be below 0 by its form keeps its constant. Locals are believed: what a
 * kernel adds a constant to is an address in memory. Where it is none, WebAssembly traps.
 */
export function foldPlace(
  pointer: Expression,
  offset: number,
  known: readonly (Expression | undefined)[] = [],
): { readonly pointer: Expression; readonly offset: number } {
  if (pointer.kind === "local") {
    const sum = known[pointer.index];
    return sum?.kind === "binary" ? foldPlace(sum, offset, known) : { pointer, offset };
  }
  if (pointer.kind !== "binary" || pointer.operator !== "add") return { pointer, offset };
  const { left, right } = pointer;
  if (right.kind !== "constant" || !mayBeOffset(right.value) || mayBeNegative(left)) {
    return { pointer, offset };
  }
  return foldPlace(left, offset + right.value, known);
}

const mayBeOffset = (value: number) => value >= 0 && value < MOST_OFFSET && value % 4 === 0;

/** Whether something is subtracted in a sum, its factors or what is chosen of. */
function mayBeNegative(e: Expression): boolean {
  switch (e.kind) {
    case "constant":
      return e.value < 0;
    case "binary":
      return e.operator === "sub" || mayBeNegative(e.left) || mayBeNegative(e.right);
    case "select":
      return mayBeNegative(e.ifTrue) || mayBeNegative(e.ifFalse);
    default:
      return false;
  }
}

/** Whether a condition does not hold. */
export const negated = (condition: Expression): Expression =>
  foldUnary({ kind: "unary", type: "i32", operator: "eqz", value: condition }, condition);

function foldUnary(e: Unary, value: Expression): Expression {
  const folded = value.kind === "constant" ? constantUnary(e, value.value) : undefined;
  if (folded) return folded;
  if (e.operator === "eqz" && value.kind === "binary" && value.left.type === "i32") {
    const operator = NEGATED[value.operator];
    if (operator) return { ...value, operator };
  }
  if (value === e.value) return e;
  return { kind: "unary", type: e.type, operator: e.operator, value };
}

function constantUnary({ operator, type }: Unary, value: number): Constant | undefined {
  switch (operator) {
    case "eqz":
      return int(value === 0 ? 1 : 0);
    case "convert_s":
      return float(value | 0);
    case "convert_u":
      return float(value >>> 0);
    case "abs":
      return float(Math.abs(value));
    case "neg":
      return float(-value);
    case "sqrt":
      return float(Math.sqrt(value));
    case "clz":
      return int(Math.clz32(value));
    case "reinterpret":
      if (type === "f32") return float(floatOfBits(value));
      return Number.isNaN(value) ? undefined : int(bitsOfFloat(value));
  }
}

function foldBinary(e: Binary, left: Expression, right: Expression): Expression {
  const folded = left.type === "f32" ? foldFloats(e, left, right) : foldIntegers(e, left, right);
  if (folded) return folded;
  if (left === e.left && right === e.right) return e;
  return { kind: "binary", type: e.type, operator: e.operator, left, right };
}

function foldFloats({ operator }: Binary, left: Expression, right: Expression) {
  if (left.kind !== "constant" || right.kind !== "constant") return undefined;
  const compare = FLOAT_COMPARISON[operator];
  if (compare) return int(Number(compare(left.value, right.value)));
  const compute = FLOAT[operator];
  return compute && float(Number(compute(left.value, right.value)));
}

function foldIntegers(e: Binary, left: Expression, right: Expression): Expression | undefined {
  if (left.kind === "constant") {
    if (right.kind === "constant") {
      return int(Number(INTEGER[e.operator]!(left.value | 0, right.value | 0)));
    }
    const operator = EXCHANGED[e.operator];
    if (!operator) return undefined;
    const exchanged = { ...e, operator, left: right, right: left };
    return foldWithConstant(exchanged, right, left.value) ?? exchanged;
  }
  return right.kind === "constant" ? foldWithConstant(e, left, right.value) : undefined;
}

/** Whether a value is 1 or 0 whatever its operands are. */
const isTruth = (e: Expression): boolean => e.kind === "binary" && isComparison(e.operator);

/** An operation on an integer that is not constant, and one that is. */
function foldWithConstant(e: Binary, left: Expression, right: number): Expression | undefined {
  const { operator } = e;
  if (right === 0) {
    if (WITHOUT_ZERO.has(operator)) return left;
    if (operator === "mul" || operator === "and" || operator === "mul_high_u") return int(0);
    if (operator === "eq") return negated(left);
  }
  if (right === 1 && isTruth(left)) {
    if (operator === "and") return left;
    if (operator === "or") return int(1);
  }
  if (operator === "mul" && right > 0 && (right & (right - 1)) === 0) {
    const count = 31 - Math.clz32(right);
    const shift: Binary = { ...e, operator: "shl", left, right: int(count) };
    return foldWithConstant(shift, left, count) ?? shift;
  }
  if (left.kind !== "binary" || left.right.kind !== "constant") return undefined;
  const inner = left.right.value;
  if (operator === "add" && left.operator === "add") return withRight(left, inner + right);
  if (operator === "shl" && left.operator === "shl") {
    const count = (inner & 31) + (right & 31); // each counts modulo 32
    return count < 32 ? withRight(left, count) : int(0);
  }
  if (operator === "shl" && left.operator === "mul") return withRight(left, inner << right);
  return undefined;
}

/** The same operation with another constant. */
function withRight(e: Binary, right: number): Expression {
  const changed = { ...e, right: int(right) };
  return foldWithConstant(changed, e.left, right | 0) ?? changed;
}
