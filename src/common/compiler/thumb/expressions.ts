// Questions about the IR's values that several stages ask.
import type { BinaryOperator, Expression } from "../ir/ir.js";

export type Binary = Extract<Expression, { kind: "binary" }>;

/** Whether a value is one of these operations on two others. */
export const isOperation = (e: Expression, ...operators: readonly BinaryOperator[]): e is Binary =>
  e.kind === "binary" && operators.includes(e.operator);

/** Whether a value asks whether another is 0. */
export const asksForZero = (e: Expression): e is Extract<Expression, { kind: "unary" }> =>
  e.kind === "unary" && e.operator === "eqz";

/** The value of an integer constant; undefined for everything else. */
export const constantOf = (e: Expression): number | undefined =>
  e.kind === "constant" && e.type === "i32" ? e.value | 0 : undefined;

/** An operation's operands, and once more with their sides exchanged. */
export const bothWays = ({ left, right }: Binary) =>
  [
    [left, right],
    [right, left],
  ] as const;

/** A value that is shifted left by a constant. */
export function shiftedLeft(
  e: Expression,
): { readonly value: Expression; readonly by: number } | undefined {
  if (!isOperation(e, "shl")) return undefined;
  const by = constantOf(e.right);
  return by === undefined ? undefined : { value: e.left, by: by & 31 };
}
