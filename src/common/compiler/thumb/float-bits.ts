import { bitsOfFloat } from "../../bits.js";
import { type BinaryOperator, constant, type Expression } from "../ir/ir.js";

// Float32 by its bits: what integers can say exactly of a number, without a routine. Without their sign, bits are in the order
// of the numbers' magnitudes.

const SIGN = 0x80000000;
const INFINITE = 0x7f800000;
const MAGNITUDE = 0x7fffffff;

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
export const mirrored = <Operator extends FloatComparison>(operator: Operator) =>
  MIRRORED[operator];

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
    if (value !== 0) return integer(operator, x, word(bitsOfFloat(value)));
    return integer(operator, integer("shl", x, word(1)), word(0));
  }
  const bits = bitsOfFloat(Math.abs(value)); // −0 is 0
  const isLess = operator === "lt" || operator === "le";
  const isStrict = operator === "lt" || operator === "gt";
  const zeroMeets = value === 0 ? !isStrict : value > 0 === isLess;
  // Where 0 meets it, so do numbers of both signs: one range of bits only if none is negative.
  if (zeroMeets)
    return isMagnitude && isLess ? integer(isStrict ? "lt_u" : "le_u", x, word(bits)) : undefined;
  const nearest = isStrict ? bits + 1 : bits;
  const from = isLess ? nearest + SIGN : nearest;
  return integer("le_u", integer("sub", x, word(from)), word(INFINITE - nearest));
}
