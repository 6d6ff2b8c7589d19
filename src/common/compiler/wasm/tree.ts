// A routine as WebAssembly has it: calls, tees and ifs with a value stand inside expressions. The passes of this folder
// change trees in place; each routine's tree is made anew by treesOf() and belongs to them.

import {
  type BinaryOperator,
  type Expression,
  notLinked,
  type Program,
  type Routine,
  type Statement,
  type Type,
  type UnaryOperator,
} from "../ir/ir.js";
import type { VectorOperator } from "../ir/vector.js";

type Vector = Extract<Expression, { kind: "vector" }>;

/** What has no parts of a kind has this list of none, so that who looks for parts need not ask whether there are any. */
type None = readonly [];
export const NONE: None = [];
/** What holds no lists of nodes. */
interface Plain {
  bodies: None;
}

/** Something with a value. */
export type Value =
  | (Plain & { kind: "constant"; type: Type; value: number; values: None })
  | (Plain & { kind: "get"; type: Type; local: number; values: None })
  | (Plain & { kind: "tee"; type: Type; local: number; values: [Value] })
  | (Plain & { kind: "load"; type: Type; offset: number; values: [pointer: Value] })
  | (Plain & { kind: "unary"; type: Type; operator: UnaryOperator; values: [Value] })
  | (Plain & {
      kind: "binary";
      type: Type;
      operator: BinaryOperator;
      values: [left: Value, right: Value];
    })
  | (Plain & {
      kind: "select";
      type: Type;
      values: [ifTrue: Value, ifFalse: Value, condition: Value];
    })
  | (Plain & { kind: "call"; type: Type; target: string; values: Value[] })
  | (Plain & {
      kind: "vector";
      type: Type;
      operator: VectorOperator;
      lane: number;
      values: Value[];
    })
  /** a number into all lanes, or into one of `values[1]`, or of zeros */
  | (Plain & {
      kind: "loadLanes";
      type: "v128";
      how: "loadSplat" | "loadLane" | "loadZero";
      lane: number;
      offset: number;
      values: [pointer: Value, into?: Value];
    })
  /** each of the bodies ends with the one "value" in it */
  | { kind: "ifValue"; type: Type; values: [condition: Value]; bodies: [Node[], Node[]] };

/** Something without a value. */
export type Node =
  | (Plain & { kind: "set"; local: number; values: [Value] })
  | (Plain & { kind: "store"; offset: number; values: [pointer: Value, value: Value] })
  | (Plain & { kind: "run"; target: string; values: Value[] })
  | (Plain & { kind: "drop"; values: [Value] })
  | (Plain & { kind: "value"; values: [Value] })
  | { kind: "if"; values: [condition: Value]; bodies: [Node[], Node[]] }
  | { kind: "loop" | "block"; label: string; values: None; bodies: [Node[]] }
  | (Plain & { kind: "branch"; label: string; values: [condition?: Value] })
  | (Plain & { kind: "return"; values: [value?: Value] });

export interface Tree {
  readonly name: string;
  readonly parameters: readonly Type[];
  readonly result?: Type;
  locals: Type[];
  body: Node[];
}

/** The values that something is made of, in the order of evaluation; they may be replaced in place. */
export const valuesIn = (n: Value | Node): Value[] => n.values as readonly Value[] as Value[];

/** The lists of nodes that something holds. */
export const bodiesIn = (n: Value | Node): readonly Node[][] => n.bodies;

/** The trees of a linked program's routines. */
export function treesOf({ routines }: Program): Tree[] {
  const results = new Map(routines.map(({ name, result }) => [name, result]));
  return routines.map((routine) => treeOf(routine, results));
}

/** @param results the types of what routines give, by their names */
function treeOf(routine: Routine, results: ReadonlyMap<string, Type | undefined>): Tree {
  const value = (e: Expression): Value => {
    switch (e.kind) {
      case "constant":
        return { kind: "constant", type: e.type, value: e.value, values: NONE, bodies: NONE };
      case "global":
        return notLinked(e.name);
      case "local":
        return { kind: "get", type: e.type, local: e.index, values: NONE, bodies: NONE };
      case "load":
        return {
          kind: "load",
          type: e.type,
          offset: e.offset,
          values: [value(e.pointer)],
          bodies: NONE,
        };
      case "unary":
        return {
          kind: "unary",
          type: e.type,
          operator: e.operator,
          values: [value(e.value)],
          bodies: NONE,
        };
      case "binary": {
        const { type, operator, left, right } = e;
        return {
          kind: "binary",
          type,
          operator,
          values: [value(left), value(right)],
          bodies: NONE,
        };
      }
      case "select": {
        const { type, condition, ifTrue, ifFalse } = e;
        return {
          kind: "select",
          type,
          values: [value(ifTrue), value(ifFalse), value(condition)],
          bodies: NONE,
        };
      }
      case "vector":
        return loadedLanes(e) ?? vectorOf(e);
    }
  };
  const vectorOf = ({ type, operator, operands, lane }: Vector): Value => {
    return { kind: "vector", type, operator, lane, values: operands.map(value), bodies: NONE };
  };
  /** WebAssembly loads a number into lanes with one instruction. */
  const loadedLanes = ({ operator, operands, lane }: Vector): Value | undefined => {
    const number = operands.at(-1)!;
    if (number.kind !== "load" || number.type !== "f32") return undefined;
    const load = { kind: "loadLanes", type: "v128", lane, offset: number.offset } as const;
    const pointer = value(number.pointer);
    if (operator === "f32x4.splat") {
      return { ...load, how: "loadSplat", values: [pointer], bodies: NONE };
    }
    if (operator !== "f32x4.replace_lane") return undefined;
    const into = operands[0]!;
    return into.kind === "constant" && into.value === 0 && lane === 0
      ? { ...load, how: "loadZero", values: [pointer], bodies: NONE }
      : { ...load, how: "loadLane", values: [pointer, value(into)], bodies: NONE };
  };
  const list = (statements: readonly Statement[]): Node[] => statements.map(node);
  const node = (s: Statement): Node => {
    switch (s.kind) {
      case "set":
        return { kind: "set", local: s.index, values: [value(s.value)], bodies: NONE };
      case "store":
        return {
          kind: "store",
          offset: s.offset,
          values: [value(s.pointer), value(s.value)],
          bodies: NONE,
        };
      case "call": {
        const type = results.get(s.target);
        const values = s.operands.map(value);
        if (!type) return { kind: "run", target: s.target, values, bodies: NONE };
        const call: Value = { kind: "call", type, target: s.target, values, bodies: NONE };
        if (s.result === undefined) return { kind: "drop", values: [call], bodies: NONE };
        return { kind: "set", local: s.result, values: [call], bodies: NONE };
      }
      case "if": {
        const bodies: [Node[], Node[]] = [list(s.ifTrue), list(s.ifFalse)];
        return { kind: "if", values: [value(s.condition)], bodies };
      }
      case "loop":
      case "block":
        return { kind: s.kind, label: s.label, values: NONE, bodies: [list(s.body)] };
      case "branch": {
        const values: [Value?] = s.condition ? [value(s.condition)] : [];
        return { kind: "branch", label: s.label, values, bodies: NONE };
      }
      case "return":
        return { kind: "return", values: s.value ? [value(s.value)] : [], bodies: NONE };
    }
  };
  const { name, parameters, result, locals } = routine;
  return {
    name,
    parameters,
    ...(result && { result }),
    locals: [...locals],
    body: list(routine.body),
  };
}
