import type { Expression } from "../../ir/ir.js";
import type { OperationName, Register } from "../instruction.js";
import { emit, type Lowering, made, newRegister } from "./lowering.js";
import { lowerValue } from "./values.js";

const OPERATIONS: Readonly<Record<string, OperationName>> = {
  add: "fadd",
  sub: "fsub",
  mul: "fmul",
  div: "fdiv",
};
const SIGN = 0x80000000 | 0;

/** An operation on two floats, by the FPU. */
export function lowerFloatOperation(
  to: Lowering,
  e: Extract<Expression, { kind: "binary" }>,
  d: Register | undefined,
): Register {
  if (e.operator === "copysign") return lowerCopySign(to, e, d);
  const sources = [lowerValue(to, e.left), lowerValue(to, e.right)];
  return made(to, OPERATIONS[e.operator]!, sources, "f", d);
}

function lowerCopySign(
  to: Lowering,
  e: Extract<Expression, { kind: "binary" }>,
  d: Register | undefined,
): Register {
  const bits = (value: Expression, mask: number): Register => {
    const [all, some] = [newRegister(to, "i"), newRegister(to, "i")];
    emit(to, "tor", all, [lowerValue(to, value)]);
    emit(to, "andi", some, [all], { imm: mask });
    return some;
  };
  const both = newRegister(to, "i");
  emit(to, "or", both, [bits(e.left, ~SIGN), bits(e.right, SIGN)]);
  return made(to, "tof", [both], "f", d);
}
