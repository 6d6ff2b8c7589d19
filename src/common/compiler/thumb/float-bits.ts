import { bitsOfFloat } from "../../bits.js";
import { type BinaryOperator, constant, type Expression } from "../ir/ir.js";

// Float32 by its bits: what integers can say exactly of a number, without a routine.

const SIGN = 0x80000000;
const INFINITE = 0x7f800000;
const MAGNITUDE = 0x7fffffff;

/** The bits of a number, without sign: they are in the order of the numbers' magnitudes. */
const bitsOf = (value: number): number => bitsOfFloat(value) >>> 0;

const word = (bits: number): Expression => constant("i32", bits | 0);

const integer = (operator: BinaryOperator, left: Expression, right: Expression): Expression => ({
  kind: "binary",
  type: "i32",
  operator,
  left,
  right,
});

/** −x of the bits of x. */
export const negated = (x: Expression): Expression => integer("xor", x, word(SIGN));

/** |x| of the bits of x. */
export const magnitude = (x: Expression): Expression => integer("and", x, word(MAGNITUDE));

/** The bits of |x| with the sign of y. */
export const withSign = (x: Expression, y: Expression): Expression =>
  integer("or", magnitude(x), integer("and", y, word(SIGN)));

/** Comparisons of floats, with what each is when its sides are exchanged. */
const MIRRORED = { eq: "eq", ne: "ne", lt: "gt", le: "ge", gt: "lt", ge: "le" } as const;
export type FloatComparison = keyof typeof MIRRORED;

export const isFloatComparison = (operator: BinaryOperator): operator is FloatComparison =>
  operator in MIRRORED;

/** The comparison that says the same of its sides exchanged. */
export const mirrored = (operator: FloatComparison): FloatComparison => MIRRORED[operator];

/** The bits, from and to, of all numbers for which a comparison with a constant holds, where they are one range. */
function rangeOf(operator: FloatComparison, value: number): readonly [number, number] | undefined {
  const bits = bitsOf(value);
  if (operator === "gt" && value >= 0) return [value === 0 ? 1 : bits + 1, INFINITE];
  if (operator === "ge" && value > 0) return [bits, INFINITE];
  if (operator === "lt" && value <= 0) return [value === 0 ? SIGN + 1 : bits + 1, SIGN + INFINITE];
  if (operator === "le" && value < 0) return [bits, SIGN + INFINITE];
  return undefined;
}

/**
 * A comparison with a finite constant as one of integers, or undefined where bits alone do not say it in an operation or two.
 * @param x the bits of what is compared
 * @param isMagnitude whether x is at least +0, or NaN
 */
export function comparedByBits(
  operator: FloatComparison,
  x: Expression,
  value: number,
  isMagnitude: boolean,
): Expression | undefined {
  if (!Number.isFinite(value)) return undefined;
  if (operator === "eq" || operator === "ne") {
    if (value !== 0) return integer(operator, x, word(bitsOf(value)));
    return integer(operator, integer("shl", x, word(1)), word(0));
  }
  if (isMagnitude && value > 0 && operator === "lt") return integer("lt_u", x, word(bitsOf(value)));
  if (isMagnitude && value >= 0 && operator === "le")
    return integer("le_u", x, word(bitsOf(Math.abs(value)))); // −0 is 0
  const range = rangeOf(operator, value);
  if (!range) return undefined;
  const [from, to] = range;
  return integer("le_u", integer("sub", x, word(from)), word(to - from));
}
