import { bitsOfFloat } from "../../../bits.js";
import { constant, type Expression, notLinked } from "../../ir/ir.js";
import { BASE, type Register, type RegisterClass } from "../instruction.js";
import type { Kind } from "../kinds.js";
import { refuse } from "../refuse.js";
import { lowerBoolean, lowerSelect } from "./conditions.js";
import { lowerFloatOperation } from "./floats.js";
import { lowerIntegerOperation } from "./integers.js";
import { classOf, constantIn, emit, type Lowering, made, newRegister } from "./lowering.js";

/** Bytes from a pointer that VLDR and VSTR reach (ARMv7-M, A7.7). */
const FLOAT_REACH = 1020;
const reachOf = ({ core }: Lowering, kind: RegisterClass): number =>
  kind === "f" ? FLOAT_REACH : core.reach;

type Binary = Extract<Expression, { kind: "binary" }>;

/** An operation's operands, and once more with their sides exchanged. */
export const bothWays = ({ left, right }: Binary) =>
  [
    [left, right],
    [right, left],
  ] as const;

/** The value of an integer constant; undefined for everything else. */
export const constantOf = (e: Expression): number | undefined =>
  e.kind === "constant" && e.type === "i32" ? e.value | 0 : undefined;

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
  emit(to, to.classes[from] === "f" ? "fmov" : "mov", d, [from]);
  return d;
}

function lowerLoad(
  to: Lowering,
  e: Extract<Expression, { kind: "load" }>,
  d: Register | undefined,
): Register {
  const kind = classOf(e.type);
  const { base, offset } = placeOf(to, e.pointer, e.offset, reachOf(to, kind));
  return made(to, kind === "f" ? "vldr" : "ldr", [base], kind, d, { imm: offset });
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
  const kind = classOf(value.type);
  const place = placeOf(to, pointer, offset, reachOf(to, kind));
  emit(to, kind === "f" ? "vstr" : "str", undefined, [from, place.base], { imm: place.offset });
}

function lowerUnary(
  to: Lowering,
  e: Extract<Expression, { kind: "unary" }>,
  d: Register | undefined,
): Register {
  const { operator, value } = e;
  if (operator === "eqz") return lowerBoolean(to, e, d);
  // A word in memory whose bits are wanted in the other kind of register is loaded there.
  if (operator === "reinterpret" && value.kind === "load") {
    return lowerValue(to, { ...value, type: e.type }, d);
  }
  const inner = lowerAs(to, value, "number");
  const kind = classOf(e.type);
  switch (operator) {
    case "clz":
      return made(to, "clz", [inner], kind, d);
    case "convert_s":
    case "convert_u": {
      const bits = made(to, "tof", [inner], kind);
      return made(to, operator === "convert_s" ? "cvts" : "cvtu", [bits], kind, d);
    }
    case "reinterpret":
      return made(to, kind === "f" ? "tof" : "tor", [inner], kind, d);
    default:
      return made(to, `f${operator}`, [inner], kind, d);
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
    case "binary":
      return e.type === "i32" ? kindOfOperation(to, e) : "number";
    default:
      return "number";
  }
}

function kindOfOperation(to: Lowering, e: Extract<Expression, { kind: "binary" }>): Kind {
  if (e.operator !== "add" && e.operator !== "sub") return "number";
  const [left, right] = [kindOf(to, e.left), kindOf(to, e.right)];
  if (left === "address") return e.operator === "sub" && right === "address" ? "number" : "address";
  return e.operator === "add" && right === "address" ? "address" : "number";
}

/** A value as an address, which has the memory's own address in it, or as a number. */
export function lowerAs(to: Lowering, e: Expression, kind: Kind, d?: Register): Register {
  const own = kindOf(to, e);
  if (own === kind) return lowerValue(to, e, d);
  if (e.kind === "constant") {
    return constantIn(to, kind === "address" ? "addr" : "iconst", e.value | 0, d);
  }
  if (kind === "address" && e.kind === "binary" && e.operator === "add") {
    const sum = lowerAddressSum(to, e, d);
    if (sum !== undefined) return sum;
  }
  const inner = lowerValue(to, e);
  return made(to, kind === "address" ? "add" : "sub", [inner, BASE], classOf(e.type), d);
}

/** A constant and a number as an address: the constant is where the memory's own address goes in. */
function lowerAddressSum(to: Lowering, e: Binary, d: Register | undefined): Register | undefined {
  for (const [constant, number] of bothWays(e)) {
    if (kindOf(to, constant) !== undefined || kindOf(to, number) === undefined) continue;
    const base = lowerAs(to, constant, "address");
    const shifted = shiftedLeft(number);
    const operand = lowerAs(to, shifted?.value ?? number, "number");
    return shifted
      ? made(to, "addsh", [base, operand], "i", d, { imm: shifted.by })
      : made(to, "add", [base, operand], "i", d);
  }
  return undefined;
}

/** A value that is shifted left by a constant. */
export function shiftedLeft(
  e: Expression,
): { readonly value: Expression; readonly by: number } | undefined {
  if (e.kind !== "binary" || e.operator !== "shl") return undefined;
  const by = constantOf(e.right);
  return by === undefined ? undefined : { value: e.left, by: by & 31 };
}

/** A place in memory as a register and an offset within reach. */
function placeOf(
  to: Lowering,
  pointer: Expression,
  offset: number,
  reach: number,
): { readonly base: Register; readonly offset: number } {
  const sum = withConstantsApart(pointer, offset);
  if (sum.pointer.kind === "constant") {
    const at = sum.offset + sum.pointer.value;
    const { baseReach } = to.core;
    if (baseReach !== undefined && at >= 0 && at <= Math.min(reach, baseReach)) {
      return { base: BASE, offset: at };
    }
    // Places near each other share a base.
    const low = at & (to.core.window - 1) & ~3;
    return { base: constantIn(to, "addr", at - low), offset: low };
  }
  if (sum.offset >= 0 && sum.offset <= reach) {
    return { base: lowerAs(to, sum.pointer, "address"), offset: sum.offset };
  }
  const base = newRegister(to, "i");
  const near = sum.offset & (to.core.window - 1) & ~3;
  const start = lowerAs(to, sum.pointer, "address");
  emit(to, "add", base, [start, constantIn(to, "iconst", sum.offset - near)]);
  return { base, offset: near };
}

/** A pointer without the constants that are added to it, which are added to the offset. */
function withConstantsApart(
  pointer: Expression,
  offset: number,
): { readonly pointer: Expression; readonly offset: number } {
  if (pointer.kind !== "binary") return { pointer, offset };
  const { operator, left, right } = pointer;
  if (operator !== "add" && operator !== "sub") return { pointer, offset };
  const last = constantOf(right);
  if (last !== undefined) {
    return withConstantsApart(left, operator === "add" ? offset + last : offset - last);
  }
  const first = constantOf(left);
  return first !== undefined && operator === "add"
    ? withConstantsApart(right, offset + first)
    : { pointer, offset };
}
