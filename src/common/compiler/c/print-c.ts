import {
  type Expression,
  notLinked,
  type Program,
  type Routine,
  type Scalar,
  type Statement,
  type Type,
} from "../ir/ir.js";
import { noVectors } from "../ir/vector.js";
import { branchesTo, eachValue, localsRead } from "../ir/walk.js";
import { countdown, onlySums, repeatSums } from "./repeat-sums.js";

const C_TYPE: Record<Scalar, string> = { i32: "u32", f32: "f32" };
const cType = (type: Type): string => C_TYPE[type === "v128" ? noVectors() : type];
/** Operators that C has too; integers are unsigned there. */
const INFIX: Readonly<Record<string, string>> = {
  add: "+",
  sub: "-",
  mul: "*",
  div: "/",
  and: "&",
  or: "|",
  xor: "^",
  eq: "==",
  ne: "!=",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
  lt_u: "<",
  le_u: "<=",
  gt_u: ">",
  ge_u: ">=",
};
const SIGNED: Readonly<Record<string, string>> = { lt_s: "<", le_s: "<=", gt_s: ">", ge_s: ">=" };

/** How routines are printed. */
export interface PrintOptions {
  /** routines, by their names in the program, that are marked RARE */
  readonly rare: ReadonlySet<string>;
  /** whether routines hand the linear memory on to each other, as their first parameter `u8 *memory` */
  readonly passMemory?: boolean;
  /** whether loops that only sum repeat their body: faster, for more code */
  readonly repeatSums?: boolean;
}

/**
 * Prints a program's routines as static C99 functions. They use the types u32, i32 and f32, the accessors F(byte) and
 * I(byte) of the linear memory, the helpers of the C target's preamble, and what printSquareRoot() gives.
 */
export function printRoutines(program: Program, options: PrintOptions): string {
  const { rare, passMemory = false, repeatSums = false } = options;
  const context = { names: cRoutineNames(program), passMemory, repeatSums };
  const print = (routine: Routine) =>
    `${rare.has(routine.name) ? "RARE " : ""}${printRoutine(routine, context)}`;
  const printed = program.routines.map(print);
  if (countsZeros(program)) printed.unshift(LEADING_ZEROS);
  return printed.join("\n\n");
}

/** C has no operator for it, and compilers' own give nothing for 0. */
const LEADING_ZEROS = `#ifndef LEADING_ZEROS
#define LEADING_ZEROS
UNUSED static inline u32 leading_zeros(u32 x) {
#ifdef __GNUC__
  return x ? (u32)__builtin_clz(x) : 32u;
#else
  u32 count = 32u;
  for (; x; x >>= 1) count--;
  return count;
#endif
}
#endif`;

function countsZeros({ routines }: Program): boolean {
  let found = false;
  for (const { body } of routines) {
    eachValue(body, (e) => {
      found ||= e.kind === "unary" && e.operator === "clz";
    });
  }
  return found;
}

/**
 * C names for the routines: the last part of their path, made unique. They end in "_kernel" and a number, as nothing of C's
 * or of a network's own names does.
 */
export function cRoutineNames(program: Program): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const { name } of program.routines) {
    const base = `${name.replace(/.*\//, "").replace(/\W+/g, "_")}_kernel`;
    let unique = base;
    for (let i = 2; taken.has(unique); i++) unique = `${base}${i}`;
    taken.add(unique);
    names.set(name, unique);
  }
  return names;
}

/** What printing a routine must know of its program. */
interface ProgramContext {
  readonly names: ReadonlyMap<string, string>;
  readonly passMemory: boolean;
  readonly repeatSums: boolean;
}

/** What printing a statement must know of its routine. */
interface Context extends ProgramContext {
  /** the locals that are read anywhere; what goes to any other is dropped */
  readonly read: ReadonlySet<number>;
}

function printRoutine(routine: Routine, program: ProgramContext): string {
  const { parameters, locals, result, body } = routine;
  const own = parameters.map((type, i) => `${cType(type)} v${i}`);
  const list = [...(program.passMemory ? ["u8 *memory"] : []), ...own].join(", ") || "void";
  const read = localsRead(body);
  const declared = locals.flatMap((type, i) =>
    i >= parameters.length && read.has(i) ? [`  ${cType(type)} v${i} = 0;`] : [],
  );
  const head = `static ${result ? cType(result) : "void"} ${program.names.get(routine.name)}(${list}) {`;
  return [head, ...declared, ...printStatements(body, "  ", { ...program, read }), "}"].join("\n");
}

function printStatements(
  statements: readonly Statement[],
  indent: string,
  context: Context,
): string[] {
  return statements.flatMap((statement) => printStatement(statement, indent, context));
}

function printStatement(s: Statement, indent: string, context: Context): string[] {
  const inner = (body: readonly Statement[]) => printStatements(body, `${indent}  `, context);
  switch (s.kind) {
    case "set":
      return context.read.has(s.index) ? [`${indent}v${s.index} = ${print(s.value)};`] : [];
    case "store":
      return [`${indent}${access(s.value.type, s.pointer, s.offset)} = ${print(s.value)};`];
    case "call": {
      const { names, passMemory } = context;
      const operands = [...(passMemory ? ["memory"] : []), ...s.operands.map(print)];
      const call = `${names.get(s.target)}(${operands.join(", ")});`;
      return [
        s.result === undefined || !context.read.has(s.result)
          ? indent + call
          : `${indent}v${s.result} = ${call}`,
      ];
    }
    case "if": {
      const ifFalse = s.ifFalse.length > 0 ? [`${indent}} else {`, ...inner(s.ifFalse)] : [];
      return [
        `${indent}if (${printBare(s.condition)}) {`,
        ...inner(s.ifTrue),
        ...ifFalse,
        `${indent}}`,
      ];
    }
    case "loop":
      return printLoop(s, indent, context);
    case "block":
      return [...printStatements(s.body, indent, context), `${indent}${label(s.label)}:;`];
    case "branch": {
      const go = `goto ${label(s.label)};`;
      return [s.condition ? `${indent}if (${printBare(s.condition)}) ${go}` : `${indent}${go}`];
    }
    case "return":
      return [s.value ? `${indent}return ${print(s.value)};` : `${indent}return;`];
  }
}

/** A loop whose only way back is its last statement becomes do … while; any other goes back by goto. */
function printLoop(
  s: Extract<Statement, { kind: "loop" }>,
  indent: string,
  context: Context,
): string[] {
  const last = s.body.at(-1);
  const rest = s.body.slice(0, -1);
  if (
    last?.kind === "branch" &&
    last.label === s.label &&
    last.condition &&
    !branchesTo(rest, s.label)
  ) {
    const body = printStatements(rest, `${indent}  `, context);
    const condition = printBare(last.condition);
    if (context.repeatSums && onlySums(s)) {
      const counter = countdown(s);
      return repeatSums(body, condition, indent, counter === undefined ? counter : `v${counter}`);
    }
    return [`${indent}do {`, ...body, `${indent}} while (${condition});`];
  }
  return [`${indent}${label(s.label)}:;`, ...printStatements(s.body, indent, context)];
}

const label = (name: string): string => `l_${name.replace(/\W/g, "_")}`;

/** The place of a value in the linear memory. */
function access(type: Type, pointer: Expression, offset: number): string {
  const macro = type === "f32" ? "F" : "I";
  if (pointer.kind === "constant") return `${macro}(${(pointer.value >>> 0) + offset})`;
  return `${macro}(${print(pointer)}${offset > 0 ? ` + ${offset}` : ""})`;
}

function print(e: Expression): string {
  switch (e.kind) {
    case "constant":
      return e.type === "i32" ? `${e.value >>> 0}u` : floatLiteral(e.value);
    case "local":
      return `v${e.index}`;
    case "global":
      return notLinked(e.name);
    case "load":
      return access(e.type, e.pointer, e.offset);
    case "select":
      return `(${print(e.condition)} ? ${print(e.ifTrue)} : ${print(e.ifFalse)})`;
    case "unary":
      return printUnary(e);
    case "binary":
      return printBinary(e);
    case "vector":
      return noVectors();
  }
}

/** An expression where parentheses around the whole would make clang warn of a mistyped assignment. */
function printBare(e: Expression): string {
  const text = print(e);
  const whole = e.kind === "binary" || e.kind === "unary" || e.kind === "select";
  return whole && closing(text) === text.length - 1 ? text.slice(1, -1) : text;
}

/** Where the parenthesis that opens a text closes; -1 when the text opens with none. */
function closing(text: string): number {
  if (text[0] !== "(") return -1;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "(") depth++;
    if (text[i] === ")" && --depth === 0) return i;
  }
  return -1;
}

function printUnary({ operator, type, value }: Extract<Expression, { kind: "unary" }>): string {
  const inner = print(value);
  switch (operator) {
    case "eqz":
      return `(${inner} == 0)`;
    case "neg":
      return `(-${inner})`;
    case "abs":
      return `absolute(${inner})`;
    case "sqrt":
      return `square_root(${inner})`;
    case "clz":
      return `leading_zeros(${inner})`;
    case "convert_s":
      return `((f32)(i32)${inner})`;
    case "convert_u":
      return `((f32)${inner})`;
    case "reinterpret":
      return type === "f32" ? `as_f32(${inner})` : `as_u32(${inner})`;
  }
}

function printBinary(e: Extract<Expression, { kind: "binary" }>): string {
  const left = print(e.left);
  const right = print(e.right);
  switch (e.operator) {
    case "shl":
      return `(${left} << ${shiftCount(e.right)})`;
    case "shr_u":
      return `(${left} >> ${shiftCount(e.right)})`;
    case "shr_s":
      return `((u32)((i32)${left} >> ${shiftCount(e.right)}))`;
    case "mul_high_u":
      return `((u32)((uint64_t)${left} * ${right} >> 32))`;
    case "copysign":
      return `with_sign(${left}, ${right})`;
    default: {
      const signed = SIGNED[e.operator];
      if (signed) return `((i32)${left} ${signed} (i32)${right})`;
      return `(${left} ${INFIX[e.operator]} ${right})`;
    }
  }
}

/** WebAssembly takes a shift's count modulo 32; in C a larger one is undefined. */
function shiftCount(count: Expression): string {
  return count.kind === "constant" ? String(count.value & 31) : `(${print(count)} & 31)`;
}

/**
 * A float32 constant in nine digits, from which any conversion gets its bits: two floats differ by more than that. C++ before
 * 17 has no hexadecimal ones.
 */
export function floatLiteral(value: number): string {
  if (Number.isNaN(value)) return "as_f32(0x7fc00000u)";
  if (!Number.isFinite(value)) return `as_f32(0x${value > 0 ? "7f" : "ff"}800000u)`;
  if (value === 0) return Object.is(value, -0) ? "-0.0f" : "0.0f";
  const [digits, power] = value.toExponential(8).split("e");
  const short = digits!.replace(/0+$/, "").replace(/\.$/, ".0");
  return `${short}${power === "+0" ? "" : `e${power!.replace("+", "")}`}f`;
}
