// A program for a core without an FPU: floats are their bits, and an operation on them is a call of a routine that has
// integers only. Values have no side effects and the routines change nothing, so a call may stand before its statement.
import { bitsOfFloat } from "../../bits.js";
import type { FloatRoutine } from "../float32.js";
import {
  constant,
  type Expression,
  local,
  type Program,
  type Routine,
  type Statement,
  type Type,
} from "../ir/ir.js";
import { callsIn, reached, withBodies } from "../ir/walk.js";
import {
  comparedByBits,
  type FloatComparison,
  isFloatComparison,
  magnitude,
  mirrored,
  negated,
  withSign,
} from "./float-bits.js";
import { refuse } from "./refuse.js";

type Binary = Extract<Expression, { kind: "binary" }>;
type Unary = Extract<Expression, { kind: "unary" }>;
type Select = Extract<Expression, { kind: "select" }>;

/** What the values of one statement are made with. */
interface Context {
  /** the types of the routine's locals; more are added */
  readonly locals: Type[];
  /** the routine's name in the program for one of the library's exports */
  readonly target: (routine: FloatRoutine) => string;
  /** what runs before the statement */
  readonly before: Statement[];
}

/**
 * A program without floats, with those routines of a library that it needs in front.
 * @param library exports the float routines, which have neither floats nor memory
 * @throws Error if a square root is left, or the library lacks a routine
 */
export function withSoftFloats(program: Program, library: Program): Program {
  const target = (routine: FloatRoutine): string => library.exports.get(routine) ?? refuse(routine);
  const routines = program.routines.map((routine) => softRoutine(routine, target));
  const called = routines.flatMap(({ body }) => callsIn(body).map((call) => call.target));
  return { ...program, routines: [...reached(library.routines, called), ...routines] };
}

function softRoutine(routine: Routine, target: Context["target"]): Routine {
  const locals: Type[] = routine.locals.map(() => "i32");
  const body = softStatements(routine.body, { locals, target });
  const parameters = routine.parameters.map((): Type => "i32");
  return { ...routine, parameters, locals, body, ...(routine.result && { result: "i32" }) };
}

const softStatements = (
  statements: readonly Statement[],
  routine: Omit<Context, "before">,
): Statement[] =>
  statements.flatMap((statement) => {
    const context: Context = { ...routine, before: [] };
    const outer = softStatement(statement, context);
    const own = withBodies(outer, (body) => softStatements(body, routine));
    return [...context.before, own].filter((s) => !isIdle(s));
  });

/** A local set to itself, which is what remains of a statement whose call gives its result to the local. */
const isIdle = (s: Statement): boolean =>
  s.kind === "set" && s.value.kind === "local" && s.value.index === s.index;

function softStatement(s: Statement, context: Context): Statement {
  switch (s.kind) {
    case "set":
      return { ...s, value: soft(s.value, context, s.index) };
    case "store":
      return { ...s, pointer: soft(s.pointer, context), value: soft(s.value, context) };
    case "call":
      return { ...s, operands: s.operands.map((operand) => soft(operand, context)) };
    case "if":
    case "branch":
      return s.condition ? { ...s, condition: soft(s.condition, context) } : s;
    case "return":
      return s.value ? { ...s, value: soft(s.value, context) } : s;
    default:
      return s;
  }
}

/**
 * A value without floats.
 * @param result the local that the statement gives the value to, if that is all it does
 */
function soft(e: Expression, context: Context, result?: number): Expression {
  switch (e.kind) {
    case "constant":
      return e.type === "f32" ? constant("i32", bitsOfFloat(e.value)) : e;
    case "global":
      return e;
    case "local":
      return local("i32", e.index);
    case "load":
      return { ...e, type: "i32", pointer: soft(e.pointer, context) };
    case "unary":
      return softUnary(e, context, result);
    case "binary":
      return softBinary(e, context, result);
    case "select":
      return softSelect(e, context);
    case "vector":
      return refuse("lanes");
  }
}

function softUnary(e: Unary, context: Context, result?: number): Expression {
  const value = soft(e.value, context);
  switch (e.operator) {
    case "eqz":
    case "clz":
      return { ...e, value };
    case "reinterpret":
      return value;
    case "neg":
      return negated(value);
    case "abs":
      return magnitude(value);
    case "convert_s":
      return called("i2f", [value], context, result);
    case "convert_u":
      return called("ui2f", [value], context, result);
    default:
      return refuse(e.operator);
  }
}

function softBinary(e: Binary, context: Context, result?: number): Expression {
  const { operator } = e;
  if (e.left.type === "f32" && isFloatComparison(operator))
    return softComparison(operator, e.left, e.right, context);
  const [left, right] = [soft(e.left, context), soft(e.right, context)];
  if (e.type === "i32") return { ...e, left, right };
  if (operator === "copysign") return withSign(left, right);
  const exchanged =
    (operator === "add" || operator === "mul") &&
    isFresh(right, context) &&
    !isFresh(left, context);
  const operands = exchanged ? [right, left] : [left, right];
  return called(`f${operator}` as FloatRoutine, operands, context, result);
}

/** Whether a value is what the last call gave, so that it lies where a routine wants its first operand. */
function isFresh(e: Expression, { before }: Context): boolean {
  const last = before.at(-1);
  return e.kind === "local" && last?.kind === "call" && last.result === e.index;
}

function softComparison(
  operator: FloatComparison,
  left: Expression,
  right: Expression,
  context: Context,
): Expression {
  if (left.kind === "constant" && right.kind !== "constant")
    return softComparison(mirrored(operator), right, left, context);
  const x = soft(left, context);
  if (right.kind === "constant") {
    const isMagnitude = left.kind === "unary" && left.operator === "abs";
    const byBits = comparedByBits(operator, x, right.value, isMagnitude);
    if (byBits) return byBits;
  }
  const y = soft(right, context);
  switch (operator) {
    case "gt":
    case "ge":
      return called(`fcmp${mirrored(operator)}`, [y, x], context);
    case "ne": {
      const value = called("fcmpeq", [x, y], context);
      return { kind: "unary", type: "i32", operator: "eqz", value };
    }
    default:
      return called(`fcmp${operator}`, [x, y], context);
  }
}

/** A choice; what must be computed by calls is computed only if it is chosen. */
function softSelect(e: Select, context: Context): Expression {
  const condition = soft(e.condition, context);
  const [yes, no]: [Statement[], Statement[]] = [[], []];
  const ifTrue = soft(e.ifTrue, { ...context, before: yes });
  const ifFalse = soft(e.ifFalse, { ...context, before: no });
  if (yes.length + no.length === 0) return { ...e, type: "i32", condition, ifTrue, ifFalse };
  const index = context.locals.push("i32") - 1;
  context.before.push({
    kind: "if",
    condition,
    ifTrue: [...yes, { kind: "set", index, value: ifTrue }],
    ifFalse: [...no, { kind: "set", index, value: ifFalse }],
  });
  return local("i32", index);
}

/** The result of a routine, which is called before the statement. */
function called(
  routine: FloatRoutine,
  operands: readonly Expression[],
  { locals, target, before }: Context,
  into?: number,
): Expression {
  const result = into ?? locals.push("i32") - 1;
  before.push({ kind: "call", target: target(routine), operands, result });
  return local("i32", result);
}
