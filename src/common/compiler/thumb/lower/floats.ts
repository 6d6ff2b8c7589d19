import type { Expression } from "../../ir/ir.js";
import type { Binary } from "../expressions.js";
import type { OperationName, Register } from "../instruction.js";
import { type Lowering, made, newRegister } from "./lowering.js";
import { lowerValue } from "./values.js";

const SIGN = 0x80000000 | 0;

const OPERATIONS: Readonly<Record<string, OperationName>> = {
  add: "fadd",
  sub: "fsub",
  mul: "fmul",
  div: "fdiv",
};

/** An operation on two floats, by the FPU. */
export function lowerFloatOperation(
  to: Lowering,
  { operator, left, right }: Binary,
  d: Register | undefined,
): Register {
  if (operator === "copysign") {
    const bits = (value: Expression, imm: number) => {
      const [all, some] = [newRegister(to, "i32"), newRegister(to, "i32")];
      return made(to, "andi", [made(to, "tor", [lowerValue(to, value)], all)], some, { imm });
    };
    const both = newRegister(to, "i32");
    const signed = made(to, "or", [bits(left, ~SIGN), bits(right, SIGN)], both);
    return made(to, "tof", [signed], d);
  }
  const sources = [lowerValue(to, left), lowerValue(to, right)];
  return made(to, OPERATIONS[operator]!, sources, d);
}
