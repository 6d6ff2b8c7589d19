// Tiny programs for tests, in few words.
import {
  type BinaryOperator,
  type Constant,
  constant,
  type Expression,
  isComparison,
  local,
  type Program,
  type Routine,
  type Statement,
  type Type,
  type UnaryOperator,
} from "../../../src/common/compiler/ir/ir.js";
import { printIr } from "../../../src/common/compiler/ir/print-ir.js";
import type { NetworkProgram } from "../../../src/common/compiler/network-program.js";

/** An integer, and a float32, as constants. */
export const i = (value: number): Constant => constant("i32", value | 0);
export const f = (value: number): Constant => constant("f32", Math.fround(value));
/** An integer local, and one of float32. */
export const vi = (index: number): Expression => local("i32", index);
export const vf = (index: number): Expression => local("f32", index);

export const binary = (
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
): Expression => ({
  kind: "binary",
  type: isComparison(operator) ? "i32" : left.type,
  operator,
  left,
  right,
});

export function unary(operator: UnaryOperator, value: Expression): Expression {
  const other = operator === "reinterpret" && value.type === "f32" ? "i32" : "f32";
  const integer = operator === "eqz" || operator === "clz";
  return { kind: "unary", type: integer ? "i32" : other, operator, value };
}

export const select = (
  condition: Expression,
  ifTrue: Expression,
  ifFalse: Expression,
): Expression => ({ kind: "select", type: ifTrue.type, condition, ifTrue, ifFalse });

export const load = (type: Type, pointer: Expression, offset = 0): Expression => ({
  kind: "load",
  type,
  pointer,
  offset,
});

export const set = (index: number, value: Expression): Statement => ({ kind: "set", index, value });
export const store = (pointer: Expression, value: Expression, offset = 0): Statement => ({
  kind: "store",
  pointer,
  offset,
  value,
});
export const call = (
  target: string,
  operands: readonly Expression[],
  result?: number,
): Statement => ({ kind: "call", target, operands, ...(result !== undefined && { result }) });
export const when = (
  condition: Expression,
  ifTrue: readonly Statement[],
  ifFalse: readonly Statement[] = [],
): Statement => ({ kind: "if", condition, ifTrue, ifFalse });
export const loop = (label: string, body: readonly Statement[]): Statement => ({
  kind: "loop",
  label,
  body,
});
export const block = (label: string, body: readonly Statement[]): Statement => ({
  kind: "block",
  label,
  body,
});
export const branch = (label: string, condition?: Expression): Statement => ({
  kind: "branch",
  label,
  ...(condition && { condition }),
});
export const give = (value?: Expression): Statement => ({
  kind: "return",
  ...(value && { value }),
});

/** A routine; `own` are its locals besides the parameters. */
export const routine = (
  name: string,
  parameters: readonly Type[],
  own: readonly Type[],
  body: readonly Statement[],
  result?: Type,
): Routine => ({
  name,
  parameters,
  ...(result && { result }),
  locals: [...parameters, ...own],
  body,
});

/** A program that exports its last routine as "main". */
export const program = (...routines: readonly Routine[]): Program => ({
  routines,
  exports: new Map([["main", routines.at(-1)!.name]]),
  constants: new Map(),
});

/** A network that adds nothing to a program. */
export const NO_NETWORK: NetworkProgram = {
  entries: [],
  globals: new Map(),
  routines: [],
  bindings: new Map(),
  constants: new Map(),
  integers: new Map(),
};

/** A program's routines as lines of text, without what it exports. */
export function linesOf(program: Program): string[] {
  const text = printIr({ ...program, exports: new Map(), constants: new Map() });
  return text.split("\n").filter((line) => line.trim() !== "");
}

/** The statements of a routine as lines of text. */
export const bodyOf = (one: Routine): string[] =>
  linesOf(program({ ...one, name: "r" })).filter((line) => !/^routine|^ {2}local v/.test(line));
