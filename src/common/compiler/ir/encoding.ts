// Routines as JSON, short enough to be sent with a page. A list begins with what it is, an operation of two operands with its
// operator, a local with its number and nothing else; a number is an integer constant.
// Float constants go as bits: JSON has no NaN, no infinities and no −0.

import { bitsOfFloat, floatOfBits } from "../../bits.js";
import {
  type BinaryOperator,
  constant,
  type Expression,
  isComparison,
  type Routine,
  type Statement,
  type Type,
  type UnaryOperator,
} from "./ir.js";

/** What JSON makes of a routine or a part of one. */
export type Encoded = number | string | null | readonly Encoded[];

export function encodeRoutine({ name, parameters, result, locals, body }: Routine): Encoded {
  return [name, parameters.length, result ?? null, locals, list(body)];
}

const list = (statements: readonly Statement[]): Encoded => statements.map(encodeStatement);

function encodeStatement(s: Statement): Encoded {
  switch (s.kind) {
    case "set":
      return ["set", s.index, value(s.value)];
    case "store":
      return ["store", value(s.pointer), s.offset, value(s.value)];
    case "call":
      return ["call", s.target, s.operands.map(value), s.result ?? null];
    case "if":
      return ["if", value(s.condition), list(s.ifTrue), list(s.ifFalse)];
    case "loop":
    case "block":
      return [s.kind, s.label, list(s.body)];
    case "branch":
      return ["branch", s.label, s.condition ? value(s.condition) : null];
    case "return":
      return ["return", s.value ? value(s.value) : null];
  }
}

function value(e: Expression): Encoded {
  switch (e.kind) {
    case "constant":
      return e.type === "i32" ? e.value : ["f", bitsOfFloat(e.value)];
    case "global":
      return ["global", e.type, e.name];
    case "local":
      return [e.index];
    case "load":
      return ["load", e.type, value(e.pointer), e.offset];
    case "unary":
      return ["unary", e.operator, e.type, value(e.value)];
    case "binary":
      return [e.operator, value(e.left), value(e.right)];
    case "select":
      return ["select", value(e.condition), value(e.ifTrue), value(e.ifFalse)];
  }
}

/** What the list of a value begins with. */
type Head = number | "f" | "global" | "load" | "unary" | "select" | BinaryOperator;

/** Reads what encodeRoutine() gave, which a checksum vouches for. */
export function decodeRoutine(encoded: Encoded): Routine {
  const [name, count, result, locals, body] = encoded as [
    string,
    number,
    Type | null,
    Type[],
    Encoded[],
  ];
  const parameters = locals.slice(0, count);
  const statements = (of: Encoded): Statement[] => (of as Encoded[]).map(statement);
  const statement = (of: Encoded): Statement => {
    const [kind, a, b, c] = of as [Statement["kind"], Encoded, Encoded, Encoded];
    switch (kind) {
      case "set":
        return { kind, index: a as number, value: expression(b) };
      case "store":
        return { kind, pointer: expression(a), offset: b as number, value: expression(c) };
      case "call": {
        const operands = (b as Encoded[]).map(expression);
        return {
          kind,
          target: a as string,
          operands,
          ...(c !== null && { result: c as number }),
        };
      }
      case "if":
        return { kind, condition: expression(a), ifTrue: statements(b), ifFalse: statements(c) };
      case "loop":
      case "block":
        return { kind, label: a as string, body: statements(b) };
      case "branch":
        return { kind, label: a as string, ...(b !== null && { condition: expression(b) }) };
      case "return":
        return { kind, ...(a !== null && { value: expression(a) }) };
    }
  };
  const expression = (of: Encoded): Expression => {
    if (typeof of === "number") return constant("i32", of);
    const [kind, a, b, c] = of as [Head, Encoded, Encoded, Encoded];
    if (typeof kind === "number") return { kind: "local", type: locals[kind]!, index: kind };
    switch (kind) {
      case "f":
        return constant("f32", floatOfBits(a as number));
      case "global":
        return { kind, type: a as Type, name: b as string };
      case "load":
        return { kind, type: a as Type, pointer: expression(b), offset: c as number };
      case "unary":
        return { kind, operator: a as UnaryOperator, type: b as Type, value: expression(c) };
      case "select": {
        const condition = expression(a);
        const ifTrue = expression(b);
        return { kind, type: ifTrue.type, condition, ifTrue, ifFalse: expression(c) };
      }
      default: {
        const left = expression(a);
        const type = isComparison(kind) ? "i32" : left.type;
        return { kind: "binary", operator: kind, type, left, right: expression(b) };
      }
    }
  };
  return {
    name,
    parameters,
    ...(result && { result }),
    locals,
    body: statements(body),
  };
}
