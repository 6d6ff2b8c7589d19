import { bitsOfFloat } from "../../../bits.js";
import { constant, type Expression, notLinked, type Type } from "../../ir/ir.js";
import { type Binary, bothWays, constantOf, isOperation, shiftedLeft } from "../expressions.js";
import { BASE, type OperationName, type Register, wordOperation } from "../instruction.js";
import type { Kind } from "../kinds.js";
import { refuse } from "../refuse.js";
import { lowerBoolean, lowerSelect } from "./conditions.js";
import { lowerFloatOperation } from "./floats.js";
import { lowerIntegerOperation } from "./integers.js";
import { constantIn, emit, type Lowering, made, newRegister } from "./lowering.js";

/** Bytes from a pointer that VLDR and VSTR reach (ARMv7-M, A7.7). */
const FLOAT_REACH = 1020;

/**
 * Computes a value into a register.
 * @param d the register that it must be in; without it, wherever it is, and then nobody may change it
 */
export function lowerValue(to: Lowering, e: Expression, d?: Register): Register {
  switch (e.kind) {
    case "constant":
      return e.type === "f32"
        ? constantIn(to, "fconst", bitsOfFloat(e.value) | 0, d)
        : constantIn(to, "iconst", e.value | 0, d);
    case "global":
      return notLinked(e.name);
    case "local":
      return moved(to, to.locals[e.index]!, d);
    case "load":
      return lowerLoad(to, e, d);
    case "unary":
      return lowerUnary(to, e, d);
    case "select":
      return lowerSelect(to, e, kindOf(to, e) ?? "number", d);
    case "binary":
      return e.type === "f32" ? lowerFloatOperation(to, e, d) : lowerIntegerOperation(to, e, d);
    case "vector":
      return refuse("lanes");
  }
}

/** A register's value in a certain register, if it must be in one. */
export function moved(to: Lowering, from: Register, d: Register | undefined): Register {
  if (d === undefined || d === from) return from;
  return made(to, to.types[from] === "f32" ? "fmov" : "mov", [from], d);
}

function lowerLoad(
  to: Lowering,
  { type, pointer, offset }: Extract<Expression, { kind: "load" }>,
  d: Register | undefined,
): Register {
  const [base, imm] = placeOf(to, pointer, offset, type);
  return made(to, wordOperation("ldr", type), [base], d, { imm });
}

/** Stores a value in memory; a float that is constant as an integer, whose instructions are shorter and reach farther. */
export function lowerStore(
  to: Lowering,
  pointer: Expression,
  offset: number,
  source: Expression,
): void {
  const isFloat = source.kind === "constant" && source.type === "f32";
  const value = isFloat ? constant("i32", bitsOfFloat(source.value) | 0) : source;
  const from = lowerAs(to, value, "number");
  const [base, imm] = placeOf(to, pointer, offset, value.type);
  emit(to, wordOperation("str", value.type), undefined, [from, base], { imm });
}

function lowerUnary(
  to: Lowering,
  e: Extract<Expression, { kind: "unary" }>,
  d: Register | undefined,
): Register {
  const { operator, value, type } = e;
  if (operator === "eqz") return lowerBoolean(to, e, d);
  // A word in memory whose bits are wanted in the other kind of register is loaded there.
  if (operator === "reinterpret" && value.kind === "load")
    return lowerValue(to, { ...value, type }, d);
  const inner = lowerAs(to, value, "number");
  switch (operator) {
    case "clz":
      return made(to, operator, [inner], d);
    case "convert_s":
    case "convert_u":
      return made(to, operator === "convert_s" ? "cvts" : "cvtu", [made(to, "tof", [inner])], d);
    case "reinterpret":
      return made(to, type === "f32" ? "tof" : "tor", [inner], d);
    default:
      return made(to, `f${operator}` as OperationName, [inner], d);
  }
}

/** What a value comes out as; undefined for a constant, which can be either. */
export function kindOf(to: Lowering, e: Expression): Kind | undefined {
  switch (e.kind) {
    case "constant":
      return e.type === "f32" ? "number" : undefined;
    case "local":
      return to.kinds.local(to.routine, e.index);
    case "select":
      return kindOf(to, e.ifTrue) ?? kindOf(to, e.ifFalse) ?? "number";
    case "binary": {
      if (e.operator !== "add" && e.operator !== "sub") return "number";
      const left = kindOf(to, e.left) === "address";
      const right = kindOf(to, e.right) === "address";
      return (e.operator === "add" ? left || right : left && !right) ? "address" : "number";
    }
    default:
      return "number";
  }
}

/** A value as an address, which has the memory's own address in it, or as a number. */
export function lowerAs(to: Lowering, e: Expression, kind: Kind, d?: Register): Register {
  if (kindOf(to, e) === kind) return lowerValue(to, e, d);
  const toAddress = kind === "address";
  if (e.kind === "constant") return constantIn(to, toAddress ? "addr" : "iconst", e.value | 0, d);
  const sum = toAddress && isOperation(e, "add") ? lowerAddressSum(to, e, d) : undefined;
  return sum ?? made(to, toAddress ? "add" : "sub", [lowerValue(to, e), BASE], d);
}

/** A constant and a number as an address: the constant is where the memory's own address goes in. */
function lowerAddressSum(to: Lowering, e: Binary, d: Register | undefined): Register | undefined {
  for (const [constant, number] of bothWays(e)) {
    if (kindOf(to, constant) !== undefined || kindOf(to, number) === undefined) continue;
    const base = lowerAs(to, constant, "address");
    const shifted = shiftedLeft(number);
    const operand = lowerAs(to, shifted?.value ?? number, "number");
    return made(to, shifted ? "addsh" : "add", [base, operand], d, { imm: shifted?.by });
  }
  return undefined;
}

/** A place in memory as a register and an offset within reach. */
type Place = readonly [base: Register, offset: number];

function placeOf(to: Lowering, pointer: Expression, offset: number, type: Type): Place {
  const { baseReach, window, reach } = to.core;
  const most = type === "f32" ? FLOAT_REACH : reach;
  const [start, added] = withConstantsApart(pointer, offset);
  const isConstant = start.kind === "constant";
  const at = isConstant ? added + start.value : added;
  const isNear = at >= 0 && at <= most;
  // Places near each other share a base.
  const near = at & (window - 1) & ~3;
  if (isConstant)
    return baseReach !== undefined && isNear && at <= baseReach
      ? [BASE, at]
      : [constantIn(to, "addr", at - near), near];
  if (isNear) return [lowerAs(to, start, "address"), at];
  const base = newRegister(to, "i32");
  const address = lowerAs(to, start, "address");
  return [made(to, "add", [address, constantIn(to, "iconst", at - near)], base), near];
}

/** A pointer without the constants that are added to it, which are added to the offset. */
function withConstantsApart(
  pointer: Expression,
  offset: number,
): readonly [pointer: Expression, offset: number] {
  if (isOperation(pointer, "add", "sub")) {
    const { operator, left, right } = pointer;
    const [first, last] = [constantOf(left), constantOf(right)];
    if (last !== undefined)
      return withConstantsApart(left, operator === "add" ? offset + last : offset - last);
    if (first !== undefined && operator === "add") return withConstantsApart(right, offset + first);
  }
  return [pointer, offset];
}
