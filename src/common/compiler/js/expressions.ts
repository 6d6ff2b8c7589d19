import { bitsOfFloat } from "../../bits.js";
import { type Expression, isComparison, notLinked, type Program, type Routine } from "../ir/ir.js";
import { isWhole, type Ranges } from "../ir/ranges.js";
import { noVectors } from "../ir/vector.js";

type Binary = Extract<Expression, { kind: "binary" }>;
type Unary = Extract<Expression, { kind: "unary" }>;

/** A routine while it is printed. */
export interface Scope {
  readonly program: Program;
  readonly routine: Routine;
  readonly ranges: Ranges;
  /** a local's JavaScript name, where it is a variable */
  readonly names: readonly string[];
  /** a local's place in `T`, where it lives there */
  readonly places: ReadonlyMap<number, number>;
  /** the place in `K` of a constant with these bits */
  readonly constant: (bits: number) => number;
  /** what has been printed of the statement so far */
  readonly lines: string[];
  /** the first free place in `T`, and the first that was never taken */
  free: number;
  end: number;
}

const FLOAT_OPERATORS: Readonly<Record<string, string>> = {
  add: "+",
  sub: "-",
  mul: "*",
  div: "/",
};
const BIT_OPERATORS: Readonly<Record<string, string>> = { and: "&", or: "|", xor: "^" };
const COMPARISONS: Readonly<Record<string, string>> = {
  eq: "==",
  ne: "!=",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
};

/** Takes a place in `T` until the statement ends. */
function take(scope: Scope): number {
  const place = scope.free++;
  scope.end = Math.max(scope.end, scope.free);
  return place;
}

/** A float32 value as a JavaScript expression that needs no rounding; what must be computed before goes to the lines. */
export function float(scope: Scope, e: Expression): string {
  switch (e.kind) {
    case "constant":
      return `K[${scope.constant(bitsOfFloat(e.value))}]`;
    case "local": {
      const place = scope.places.get(e.index);
      return place === undefined ? scope.names[e.index]! : `T[${place}]`;
    }
    case "load":
      return memory(scope, "F", e.pointer, e.offset);
    case "select":
      return `(${condition(scope, e.condition)}?${float(scope, e.ifTrue)}:${float(scope, e.ifFalse)})`;
    default: {
      // A product with −1 is exact; a minus sign would lose the sign of zero in Espruino.
      if (e.kind === "unary" && e.operator === "neg") return `(${float(scope, e.value)}*-1)`;
      return `T[${temporary(scope, e)}]`;
    }
  }
}

/** Computes a value into a place in `T` of its own. */
function temporary(scope: Scope, e: Expression): number {
  // The operands' places are free again once the operation is done, so its result takes the first of them.
  const place = scope.free;
  const statement = putFloat(scope, `T[${place}]`, `N[${place}]`, e);
  scope.free = place;
  take(scope);
  scope.lines.push(statement);
  return place;
}

const COMPOUND = new Set(["add", "sub", "mul", "div"]);
const COMMUTATIVE = new Set(["add", "mul"]);

/**
 * The statement that puts a float32 value into an element of a Float32Array, which rounds it.
 * @param bits the same element of the Int32Array with the same bytes
 */
export function putFloat(scope: Scope, element: string, bits: string, value: Expression): string {
  if (value.kind !== "binary" || !COMPOUND.has(value.operator)) {
    const { text, as } = compute(scope, value);
    return `${as === "bits" ? bits : element}=${bare(text)};`;
  }
  const left = operand(scope, value.left);
  const right = operand(scope, value.right);
  const sign = FLOAT_OPERATORS[value.operator]!;
  if (left === element) return `${element}${sign}=${right};`;
  if (right === element && COMMUTATIVE.has(value.operator)) return `${element}${sign}=${left};`;
  return `${element}=${left}${sign}${right};`;
}

/** A value before its rounding, or its bits. */
interface Computed {
  readonly text: string;
  readonly as: "number" | "bits";
}

/** A float32 value as an expression that must be rounded, or whose bits are computed. */
function compute(scope: Scope, e: Expression): Computed {
  if (e.kind === "unary") return computeUnary(scope, e);
  if (e.kind !== "binary") return { text: float(scope, e), as: "number" };
  if (e.operator === "copysign") {
    const [size, sign] = [floatBits(scope, e.left), floatBits(scope, e.right)];
    return { text: `${size}&2147483647|${sign}&~2147483647`, as: "bits" };
  }
  return { text: float(scope, e), as: "number" };
}

function computeUnary(scope: Scope, e: Unary): Computed {
  switch (e.operator) {
    case "reinterpret":
      return { text: int(scope, e.value), as: "bits" };
    case "abs":
      return { text: `${floatBits(scope, e.value)}&2147483647`, as: "bits" };
    case "sqrt":
      // Rounded from float64 once more, it is what float32 gives, as with the other operations.
      return { text: `Math.sqrt(${float(scope, e.value)})`, as: "number" };
    case "convert_s": {
      // A product of −1 and 0 would be −0.
      const signed = scope.ranges.rangeOf(scope.routine, e.value) === "small";
      const text = int(scope, e.value);
      return { text: signed ? `${text}|0` : text, as: "number" };
    }
    case "convert_u":
      return { text: unsigned(scope, e.value), as: "number" };
    default:
      return { text: float(scope, e), as: "number" };
  }
}

/** An operand of float arithmetic; small whole numbers are exact as they stand. */
function operand(scope: Scope, e: Expression): string {
  if (e.kind !== "constant") return float(scope, e);
  const whole = Number.isInteger(e.value) && e.value > 0 && e.value < 1 << 24;
  return whole ? String(e.value) : float(scope, e);
}

/** The bits of a float32 value. */
function floatBits(scope: Scope, e: Expression): string {
  if (e.kind === "load") return memory(scope, "I", e.pointer, e.offset);
  const place = e.kind === "local" ? scope.places.get(e.index) : undefined;
  if (place !== undefined) return `N[${place}]`;
  return `N[${temporary(scope, e)}]`;
}

/** The element of `F` or `I` at a byte address. */
export function memory(
  scope: Scope,
  array: "F" | "I",
  pointer: Expression,
  offset: number,
): string {
  if (isWords(scope, pointer)) {
    const { text, more } = words(scope, pointer);
    return `${array}[${sum(text, more + offset / 4)}]`;
  }
  const byte = raw(scope, pointer);
  return `${array}[${offset === 0 ? byte : `(${byte}+${offset})`}>>2]`;
}

/** Whether a value is whole words and its variables say so. One that wraps around is not its words times four. */
const isWords = (scope: Scope, e: Expression): boolean =>
  scope.ranges.rangeOf(scope.routine, e) !== "any" &&
  isWhole(e, (local) => scope.ranges.countsWords(scope.routine, local));

/** A whole number of words as a sum of its variable and its constant part. */
function words(scope: Scope, e: Expression): { text: string; more: number } {
  if (e.kind === "constant") return { text: "", more: e.value / 4 };
  if (e.kind === "local") return { text: scope.names[e.index]!, more: 0 };
  if (e.kind === "select") {
    const [ifTrue, ifFalse] = [wordCount(scope, e.ifTrue), wordCount(scope, e.ifFalse)];
    return { text: `(${condition(scope, e.condition)}?${ifTrue}:${ifFalse})`, more: 0 };
  }
  const { operator, left, right } = e as Binary;
  if (operator === "add" || operator === "sub") {
    const [a, b] = [words(scope, left), words(scope, right)];
    if (operator === "add") {
      return {
        text: a.text && b.text ? `${a.text}+${b.text}` : a.text + b.text,
        more: a.more + b.more,
      };
    }
    return { text: b.text ? `${a.text}-(${b.text})` : a.text, more: a.more - b.more };
  }
  const product = (of: Expression, other: Expression) => {
    const { text, more } = words(scope, of);
    const count = text === "" || more === 0 ? sum(text, more) : `(${sum(text, more)})`;
    return { text: `${raw(scope, other)}*${count}`, more: 0 };
  };
  if (operator === "mul") {
    return isWords(scope, right) ? product(right, left) : product(left, right);
  }
  const count = (right as Extract<Expression, { kind: "constant" }>).value;
  if (count === 2) return { text: raw(scope, left), more: 0 };
  if (count > 2) return { text: `(${raw(scope, left)}<<${count - 2})`, more: 0 };
  return { text: `(${wordCount(scope, left)}<<${count})`, more: 0 };
}

/** A whole number of words. */
export function wordCount(scope: Scope, e: Expression): string {
  const { text, more } = words(scope, e);
  return sum(text, more);
}

/** Takes away the parentheses around a whole expression. */
export function bare(text: string): string {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "(") depth++;
    if (text[i] === ")") depth--;
    if (depth === 0 && i < text.length - 1) return text;
  }
  return text.startsWith("(") ? text.slice(1, -1) : text;
}

const sum = (text: string, more: number): string =>
  text === "" ? String(more) : `${text}${more === 0 ? "" : more > 0 ? `+${more}` : more}`;

const literal = (value: number): string => {
  const signed = value | 0;
  if (signed === -2147483648) return "(~2147483647)"; // 2147483648 would not be an integer to Espruino
  return signed < 0 ? `(${signed})` : String(signed);
};

/** An integer as 32 bits with sign. */
export function int(scope: Scope, e: Expression): string {
  const wraps = e.kind === "binary" && (e.operator === "add" || e.operator === "sub");
  const text = raw(scope, e);
  return wraps && scope.ranges.rangeOf(scope.routine, e) === "any" ? `(${text}|0)` : text;
}

/** An integer that is right modulo 2³², for what takes only its 32 bits anyway. */
function raw(scope: Scope, e: Expression): string {
  switch (e.kind) {
    case "constant":
      return literal(e.value);
    case "local": {
      const name = scope.names[e.index]!;
      return scope.ranges.countsWords(scope.routine, e.index) ? `(${name}<<2)` : name;
    }
    case "global":
      return notLinked(e.name);
    case "load":
      return memory(scope, "I", e.pointer, e.offset);
    case "select":
      return `(${condition(scope, e.condition)}?${int(scope, e.ifTrue)}:${int(scope, e.ifFalse)})`;
    case "unary":
      if (e.operator === "eqz") return `(${condition(scope, e)}?1:0)`;
      if (e.operator === "clz") return `Z(${int(scope, e.value)})`;
      return floatBits(scope, e.value);
    case "binary":
      return rawBinary(scope, e);
    case "vector":
      return noVectors();
  }
}

function rawBinary(scope: Scope, e: Binary): string {
  const { operator, left, right } = e;
  if (isComparison(operator)) return `(${condition(scope, e)}?1:0)`;
  const bits = BIT_OPERATORS[operator];
  if (bits) return `(${raw(scope, left)}${bits}${raw(scope, right)})`;
  switch (operator) {
    case "add":
    case "sub": {
      // Sums of sums stay exact: each operand has 32 bits.
      const sign = operator === "add" ? "+" : "-";
      return `(${int(scope, left)}${sign}${int(scope, right)})`;
    }
    case "mul":
      return scope.ranges.rangeOf(scope.routine, e) === "any"
        ? `M(${int(scope, left)},${int(scope, right)})`
        : `(${int(scope, left)}*${int(scope, right)})`;
    case "mul_high_u":
      return `H(${int(scope, left)},${int(scope, right)})`;
    case "shl":
      return `(${raw(scope, left)}<<${shiftCount(scope, right)})`;
    case "shr_s":
      return `(${raw(scope, left)}>>${shiftCount(scope, right)})`;
    default:
      return `(${raw(scope, left)}>>>${shiftCount(scope, right)}|0)`;
  }
}

/** Espruino gives 0 for shifts by more than 31. */
function shiftCount(scope: Scope, count: Expression): string {
  return count.kind === "constant" ? String(count.value & 31) : `(${raw(scope, count)}&31)`;
}

/** An integer as 32 bits without sign. */
function unsigned(scope: Scope, e: Expression): string {
  if (scope.ranges.rangeOf(scope.routine, e) === "address") return int(scope, e);
  return e.kind === "constant" ? String(e.value >>> 0) : `(${int(scope, e)}>>>0)`;
}

/** Whether a value is the greatest float32, beside which abs() tells what is finite. */
const isGreatest = (e: Expression): boolean =>
  e.kind === "constant" && e.type === "f32" && bitsOfFloat(e.value) === 0x7f7fffff;

/** A truth value, for conditions. */
export function condition(scope: Scope, e: Expression): string {
  if (e.kind === "unary" && e.operator === "eqz") return `!${grouped(condition(scope, e.value))}`;
  if (e.kind !== "binary" || !isComparison(e.operator)) return int(scope, e);
  const { left, right } = e;
  const [name, sign] = e.operator.split("_") as [string, string | undefined];
  const compare = COMPARISONS[name]!;
  if (name === "le" && left.kind === "unary" && left.operator === "abs" && isGreatest(right)) {
    // Infinity less itself is no number; and without the sign's bit, a value would take a statement of its own.
    const value = float(scope, left.value);
    return `${value}-${value}==0`;
  }
  if (left.type === "f32") return `${operand(scope, left)}${compare}${operand(scope, right)}`;
  // Without their sign, words compare as their bytes do only where they cannot be negative, which pointers are not.
  const counts = (value: Expression) =>
    value.kind === "local" || scope.ranges.rangeOf(scope.routine, value) === "address";
  const ordered = sign !== "u" || (counts(left) && counts(right));
  if (ordered && isWords(scope, left) && isWords(scope, right)) {
    return `${wordCount(scope, left)}${compare}${wordCount(scope, right)}`;
  }
  const print = sign === "u" ? unsigned : int;
  return `${print(scope, left)}${compare}${print(scope, right)}`;
}

const grouped = (text: string): string =>
  /^\w+$/.test(text) || bare(text) !== text ? text : `(${text})`;
