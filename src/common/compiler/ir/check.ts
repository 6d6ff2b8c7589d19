import {
  type BinaryOperator,
  type Expression,
  isComparison,
  type Program,
  type Routine,
  type Statement,
  type Type,
  type UnaryOperator,
} from "./ir.js";
import { VECTOR } from "./vector.js";
import { localsSet } from "./walk.js";

/** The operators by what they take and give. */
const UNARY: Readonly<
  Record<UnaryOperator, readonly [takes: Type | "any", gives: Type | "other"]>
> = {
  eqz: ["i32", "i32"],
  abs: ["f32", "f32"],
  neg: ["f32", "f32"],
  sqrt: ["f32", "f32"],
  convert_s: ["i32", "f32"],
  convert_u: ["i32", "f32"],
  reinterpret: ["any", "other"],
  clz: ["i32", "i32"],
};
const FLOAT_ONLY: ReadonlySet<BinaryOperator> = new Set([
  "div",
  "lt",
  "le",
  "gt",
  "ge",
  "copysign",
]);
const ANY: ReadonlySet<BinaryOperator> = new Set(["add", "sub", "mul", "eq", "ne"]);

/**
 * Checks that a program is well formed: that types agree, each local exists and has a value where it is read, each call
 * comes after its target and has its arguments, each branch is inside its label, and each address that is constant lies in
 * memory. What it refuses is a bug of ours, not of a user's.
 * @throws Error that names the routine and what is wrong
 */
export function checkProgram(program: Program): void {
  const known = new Map<string, Routine>();
  const end = program.constants.get("end")?.value ?? Number.POSITIVE_INFINITY;
  for (const routine of program.routines) {
    checkRoutine(routine, known, end);
    if (known.has(routine.name)) refuse(routine.name, "a second routine of this name");
    known.set(routine.name, routine);
  }
  for (const [name, target] of program.exports) {
    if (!known.has(target)) refuse(name, `an export of ${target}, which is not there`);
  }
}

function refuse(where: string, what: string): never {
  throw new Error(
    `${where}: got ${what}, expected a well-formed program; this is a bug in perceptino`,
  );
}

function checkRoutine(routine: Routine, known: ReadonlyMap<string, Routine>, end: number): void {
  const { name, parameters, locals, result } = routine;
  const wrong = (what: string): never => refuse(name, what);
  parameters.forEach((type, i) => {
    if (locals[i] !== type) wrong(`local ${i} of type ${locals[i]} for a parameter of ${type}`);
  });
  const hasValue = new Set(localsSet(routine.body));
  for (const i of parameters.keys()) hasValue.add(i);

  const expect = (what: string, got: Type | undefined, expected: Type | undefined): void => {
    if (got !== expected) wrong(`${what} of type ${got}, where there must be ${expected}`);
  };
  const local = (index: number): Type =>
    locals[index] ?? wrong(`local ${index} of ${locals.length}`);
  const address = (pointer: Expression, offset: number, type: Type): void => {
    const bytes = type === "v128" ? 16 : 4;
    expect("an address", value(pointer), "i32");
    if (!Number.isInteger(offset) || offset < 0 || offset % 4 !== 0) wrong(`the offset ${offset}`);
    if (pointer.kind === "constant" && (pointer.value >>> 0) + offset + bytes > end) {
      wrong(`an access at byte ${(pointer.value >>> 0) + offset} of ${end}`);
    }
  };
  const value = (e: Expression): Type => {
    const type = typeOf(e);
    if (type !== e.type) wrong(`a ${e.kind} that says ${e.type} and is ${type}`);
    return type;
  };
  const typeOf = (e: Expression): Type => {
    switch (e.kind) {
      case "constant":
        if (e.type !== "f32" && e.value !== (e.value | 0)) wrong(`the integer ${e.value}`);
        if (e.type === "f32" && !Object.is(e.value, Math.fround(e.value))) {
          wrong(`the float32 ${e.value}`);
        }
        return e.type;
      case "global":
        return wrong(`the name ${e.name}, which is not linked`);
      case "local":
        if (!hasValue.has(e.index)) wrong(`a read of local ${e.index}, which nothing sets`);
        return local(e.index);
      case "load":
        address(e.pointer, e.offset, e.type);
        if (e.holds && e.type !== "i32") wrong("a count that is no integer");
        return e.type;
      case "unary": {
        const [takes, gives] = UNARY[e.operator];
        const operand = value(e.value);
        if (takes !== "any") expect(`an operand of ${e.operator}`, operand, takes);
        return gives === "other" ? (operand === "i32" ? "f32" : "i32") : gives;
      }
      case "binary": {
        const left = value(e.left);
        expect(`the right operand of ${e.operator}`, value(e.right), left);
        if (!ANY.has(e.operator)) {
          const type = FLOAT_ONLY.has(e.operator) ? "f32" : "i32";
          expect(`the left operand of ${e.operator}`, left, type);
        }
        return isComparison(e.operator) ? "i32" : left;
      }
      case "select": {
        expect("a condition", value(e.condition), "i32");
        const type = value(e.ifTrue);
        expect("the other value of a select", value(e.ifFalse), type);
        return type;
      }
      case "vector": {
        const [takes, gives] = VECTOR[e.operator];
        if (e.operands.length !== takes.length) {
          wrong(`${e.operands.length} operands of ${e.operator}`);
        }
        e.operands.forEach((operand, i) => {
          expect(`operand ${i} of ${e.operator}`, value(operand), takes[i]);
        });
        return gives;
      }
    }
  };
  const list = (statements: readonly Statement[], labels: readonly string[]): void => {
    for (const s of statements) statement(s, labels);
  };
  const statement = (s: Statement, labels: readonly string[]): void => {
    switch (s.kind) {
      case "set":
        expect(`a value for local ${s.index}`, value(s.value), local(s.index));
        return;
      case "store":
        address(s.pointer, s.offset, value(s.value));
        return;
      case "call": {
        const target = known.get(s.target) ?? wrong(`a call of ${s.target}, which comes later`);
        if (s.operands.length !== target.parameters.length) {
          wrong(`${s.operands.length} arguments for ${s.target}`);
        }
        s.operands.forEach((operand, i) => {
          expect(`argument ${i} of ${s.target}`, value(operand), target.parameters[i]);
        });
        if (s.result !== undefined) {
          expect(`the result of ${s.target}`, target.result, local(s.result));
        }
        return;
      }
      case "if":
        expect("a condition", value(s.condition), "i32");
        list(s.ifTrue, labels);
        list(s.ifFalse, labels);
        return;
      case "loop":
      case "block":
        if (labels.includes(s.label)) wrong(`the label ${s.label} inside itself`);
        list(s.body, [...labels, s.label]);
        return;
      case "branch":
        if (!labels.includes(s.label)) wrong(`a branch to ${s.label} from outside`);
        if (s.condition) expect("a condition", value(s.condition), "i32");
        return;
      case "return":
        expect("a returned value", s.value && value(s.value), result);
        return;
    }
  };
  list(routine.body, []);
  if (result && !returnsAlways(routine.body)) wrong("an end without a result");
}

/** Whether no way leads past the end of statements. */
function returnsAlways(statements: readonly Statement[]): boolean {
  const last = statements.at(-1);
  if (last?.kind === "if") return returnsAlways(last.ifTrue) && returnsAlways(last.ifFalse);
  if (last?.kind === "loop") {
    const end = last.body.at(-1);
    return returnsAlways(last.body) || (end?.kind === "branch" && !end.condition);
  }
  return last?.kind === "return";
}
