import { type Expression, isComparison } from "../../ir/ir.js";
import { type Binary, bothWays, constantOf, isOperation, shiftedLeft } from "../expressions.js";
import { type OperationName, type Register, SCRATCH } from "../instruction.js";
import { refuse } from "../refuse.js";
import { lowerBoolean } from "./conditions.js";
import { type Details, type Lowering, made } from "./lowering.js";
import { kindOf, lowerAs, lowerValue } from "./values.js";

/** Emits an operation whose result is the value. */
type Make = (op: OperationName, s: readonly Register[], details?: Details) => Register;

/** An operation on two integers. */
export function lowerIntegerOperation(to: Lowering, e: Binary, d: Register | undefined): Register {
  if (isComparison(e.operator)) return lowerBoolean(to, e, d);
  const make: Make = (op, s, details) => made(to, op, s, d, details);
  const number = (value: Expression) => lowerAs(to, value, "number");
  switch (e.operator) {
    case "add":
      return lowerAddition(to, e, make);
    case "sub":
      return lowerSubtraction(to, e, make);
    case "shl":
    case "shr_u":
    case "shr_s": {
      const by = constantOf(e.right);
      if (by !== undefined) return make(e.operator, [number(e.left)], { imm: by & 31 });
      const [value, count] = [number(e.left), number(e.right)];
      const fits = to.countsFit(to.routine.name);
      const reduced = fits ? count : made(to, "andi", [count], undefined, { imm: 31 });
      return make(`${e.operator}_by`, [value, reduced]);
    }
    case "and":
    case "or":
    case "xor": {
      const right = constantOf(e.right);
      if (right !== undefined && to.core.masks(e.operator, right)) {
        return make(`${e.operator}i`, [number(e.left)], { imm: right });
      }
      if (e.operator === "xor") return lowerXor(to, e, make);
      const without = e.operator === "and" ? inverted(e.right) : undefined;
      if (without) return make("bic", [number(e.left), number(without)]);
      return make(e.operator, [number(e.left), number(e.right)]);
    }
    case "mul_high_u":
      // Beside the upper half the instruction has to put the lower one somewhere.
      return make("mulh", [number(e.left), number(e.right)], { clobbers: LOWER_HALF });
    case "mul":
      return make("mul", [number(e.left), number(e.right)]);
    default:
      return refuse(`no ${e.operator} of integers`);
  }
}

/** The integer whose bits a value has turned round. */
const inverted = (e: Expression): Expression | undefined =>
  isOperation(e, "xor") && constantOf(e.right) === -1 ? e.left : undefined;

const LOWER_HALF: ReadonlySet<Register> = new Set([SCRATCH]);

function lowerAddition(to: Lowering, e: Binary, make: Make): Register {
  for (const [value, other] of bothWays(e)) {
    const constant = constantOf(other);
    if (constant !== undefined && to.core.adds(constant)) {
      return make("addi", [lowerValue(to, value)], { imm: constant });
    }
  }
  for (const [value, other] of bothWays(e)) {
    const shifted = shiftedLeft(other);
    if (!shifted) continue;
    const base = lowerAs(to, value, kindOf(to, value) ?? "number");
    return make("addsh", [base, lowerAs(to, shifted.value, "number")], { imm: shifted.by });
  }
  const kind = kindOf(to, e.left) ?? "number";
  const left = lowerAs(to, e.left, kind);
  const other = kind === "address" ? "number" : (kindOf(to, e.right) ?? "number");
  return make("add", [left, lowerAs(to, e.right, other)]);
}

function lowerSubtraction(to: Lowering, e: Binary, make: Make): Register {
  const constant = constantOf(e.right);
  if (constant !== undefined && to.core.adds(-constant)) {
    return make("addi", [lowerValue(to, e.left)], { imm: -constant });
  }
  const kind = kindOf(to, e.left) ?? "number";
  const both = kind === "address" && kindOf(to, e.right) === "address";
  const left = lowerAs(to, e.left, kind);
  return make("sub", [left, lowerAs(to, e.right, both ? "address" : "number")]);
}

/** An exclusive or, of which one operand may be shifted by a constant. */
function lowerXor(to: Lowering, e: Binary, make: Make): Register {
  for (const [value, other] of bothWays(e)) {
    if (!isOperation(other, "shl", "shr_u", "shr_s")) continue;
    const imm = constantOf(other.right)! & 31;
    // An instruction that shifts right by 0 would shift by 32; what is no constant counts as 0 here.
    if (imm === 0) continue;
    const sources = [lowerAs(to, value, "number"), lowerAs(to, other.left, "number")];
    return make(`xor_${other.operator}` as OperationName, sources, { imm });
  }
  return make("xor", [lowerAs(to, e.left, "number"), lowerAs(to, e.right, "number")]);
}
