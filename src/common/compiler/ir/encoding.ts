// Bodies of routines as text, in few characters and read without a parser of anything: first what something is, then its
// parts, in order. A character has six bits; numbers have five in each, the lowest first, and a bit that says that more
// follow. Names (of the network's constants, of routines, of labels) are numbers in a list beside. What an if holds tells its
// length, and a loop what locals it sets, so that a reader can pass over the former. Float constants go as bits.

import { bitsOfFloat, floatOfBits } from "../../bits.js";
import {
  type BinaryOperator,
  constant,
  type Expression,
  isComparison,
  type Statement,
  type Type,
  type UnaryOperator,
} from "./ir.js";
import { VECTOR, VECTOR_OPERATORS, vector } from "./vector.js";
import { knowLocalsSet, localsSet } from "./walk.js";

/** the character of six zeros */
const ZERO = 0x30;

/** What a statement may be; without what it may have, it is another one. */
const STATEMENT = {
  set: 0,
  store: 1,
  call: 2,
  callWithResult: 3,
  if: 4,
  loop: 5,
  block: 6,
  branch: 7,
  branchIf: 8,
  return: 9,
  returnValue: 10,
} as const;

/** What a value may be; from `binary` on, an operator of two operands, and what has four lanes behind them. */
const VALUE = {
  local: 0,
  integer: 1,
  float: 2,
  loadInteger: 3,
  loadFloat: 4,
  globalInteger: 5,
  globalFloat: 6,
  unaryInteger: 7,
  unaryFloat: 8,
  select: 9,
  binary: 10,
  lanes: 61,
  loadLanes: 62,
  vector: 63,
} as const;

const UNARY: readonly UnaryOperator[] = [
  ...(["eqz", "abs", "neg", "sqrt", "convert_s", "convert_u", "reinterpret", "clz"] as const),
];
const BINARY: readonly BinaryOperator[] = [
  ...(["add", "sub", "mul", "div", "and", "or", "xor", "shl", "shr_s", "shr_u"] as const),
  ...(["eq", "ne", "lt", "le", "gt", "ge"] as const),
  ...([
    "lt_s",
    "lt_u",
    "le_s",
    "le_u",
    "gt_s",
    "gt_u",
    "ge_s",
    "ge_u",
    "copysign",
    "mul_high_u",
  ] as const),
];

const character = (bits: number): string => String.fromCharCode(ZERO + bits);

/** A whole number from 0 to 2³² − 1. */
function number(value: number): string {
  let text = "";
  let rest = value;
  for (; rest > 31; rest >>>= 5) text += character((rest & 31) | 32);
  return text + character(rest);
}

/** An integer of 32 bits, with the sign last. */
const signed = (value: number): string => number(((value << 1) ^ (value >> 31)) >>> 0);

/** Text with its length in front. */
const measured = (text: string): string => number(text.length) + text;

/** @param numberOf the number of a name */
export function encodeStatements(
  statements: readonly Statement[],
  numberOf: (name: string) => number,
): string {
  const name = (text: string) => number(numberOf(text));
  const list = (of: readonly Statement[]): string => number(of.length) + of.map(statement).join("");
  const statement = (s: Statement): string => {
    switch (s.kind) {
      case "set":
        return character(STATEMENT.set) + number(s.index) + value(s.value);
      case "store":
        return character(STATEMENT.store) + value(s.pointer) + number(s.offset) + value(s.value);
      case "call": {
        const call = name(s.target) + number(s.operands.length) + s.operands.map(value).join("");
        return s.result === undefined
          ? character(STATEMENT.call) + call
          : character(STATEMENT.callWithResult) + number(s.result) + call;
      }
      case "if": {
        const bodies = measured(list(s.ifTrue)) + measured(list(s.ifFalse));
        return character(STATEMENT.if) + value(s.condition) + bodies;
      }
      case "loop": {
        const set = [...localsSet(s.body)];
        const head = character(STATEMENT.loop) + name(s.label);
        return head + number(set.length) + set.map(number).join("") + list(s.body);
      }
      case "block":
        return character(STATEMENT.block) + name(s.label) + list(s.body);
      case "branch":
        return s.condition
          ? character(STATEMENT.branchIf) + name(s.label) + value(s.condition)
          : character(STATEMENT.branch) + name(s.label);
      case "return":
        return s.value
          ? character(STATEMENT.returnValue) + value(s.value)
          : character(STATEMENT.return);
    }
  };
  const typed = (type: Type, ofInteger: number, ofFloat: number): string =>
    character(type === "i32" ? ofInteger : ofFloat);
  const value = (e: Expression): string => {
    switch (e.kind) {
      case "constant":
        if (e.type === "v128") return character(VALUE.lanes) + number(e.value >>> 0);
        return e.type === "i32"
          ? character(VALUE.integer) + signed(e.value)
          : character(VALUE.float) + number(bitsOfFloat(e.value) >>> 0);
      case "global":
        return typed(e.type, VALUE.globalInteger, VALUE.globalFloat) + name(e.name);
      case "local":
        return character(VALUE.local) + number(e.index);
      case "load": {
        const kind =
          e.type === "v128"
            ? character(VALUE.loadLanes)
            : typed(e.type, VALUE.loadInteger, VALUE.loadFloat);
        return kind + value(e.pointer) + number(e.offset);
      }
      case "unary": {
        const kind = typed(e.type, VALUE.unaryInteger, VALUE.unaryFloat);
        return kind + character(UNARY.indexOf(e.operator)) + value(e.value);
      }
      case "binary": {
        const kind = character(VALUE.binary + BINARY.indexOf(e.operator));
        return kind + value(e.left) + value(e.right);
      }
      case "select":
        return character(VALUE.select) + value(e.condition) + value(e.ifTrue) + value(e.ifFalse);
      case "vector": {
        const operator = number(VECTOR_OPERATORS.indexOf(e.operator));
        return character(VALUE.vector) + operator + number(e.lane) + e.operands.map(value).join("");
      }
    }
  };
  return list(statements);
}

/** What stands in place of a routine's names. */
export interface Names {
  /** for a constant of the network */
  global(type: Type, name: string): Expression;
  /** for a routine that is called */
  target(name: string): string;
}

/**
 * Reads what encodeStatements() wrote, which a checksum vouches for. What an if holds is read when someone asks for it, which
 * nobody does where the network decides the condition. Code that is none throws an Error, where it is read.
 * @param locals the types of the routine's locals
 * @param names by their numbers
 */
export function decodeStatements(
  text: string,
  locals: readonly Type[],
  names: readonly string[],
  { global, target }: Names,
): readonly Statement[] {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  const refuse = (): never => {
    throw new Error(`kernels: got code of ${text.length} characters that is none before ${at}`);
  };
  const number = (): number => {
    let digit = bytes[at++]! - ZERO;
    if (digit < 32) return digit;
    let value = digit & 31;
    let shift = 5;
    for (digit = bytes[at++]! - ZERO; digit > 31; digit = bytes[at++]! - ZERO) {
      value |= (digit & 31) << shift;
      shift += 5;
    }
    return (value | (digit << shift)) >>> 0;
  };
  const name = (): string => names[number()] ?? refuse();
  const list = (): Statement[] => {
    const statements: Statement[] = [];
    for (let count = number(); count > 0; count--) statements.push(statement());
    return statements;
  };
  const listTo = (end: number): Statement[] => {
    const statements = list();
    return at === end ? statements : refuse();
  };
  /** passes over a list with its length in front; gives what reads it */
  const later = (): (() => Statement[]) => {
    const length = number();
    const start = at;
    at += length;
    let read: Statement[] | undefined;
    return () => {
      if (!read) {
        at = start;
        read = listTo(start + length);
      }
      return read;
    };
  };
  const localSet = (): Set<number> => {
    const count = number();
    if (count > locals.length) refuse();
    const set = new Set<number>();
    for (let rest = count; rest > 0; rest--) set.add(number());
    return set;
  };
  const call = (result?: number): Statement => {
    const to = target(name());
    const operands: Expression[] = [];
    for (let count = number(); count > 0; count--) operands.push(value());
    return result === undefined
      ? { kind: "call", target: to, operands }
      : { kind: "call", target: to, operands, result };
  };
  const statement = (): Statement => {
    const kind = bytes[at++]! - ZERO;
    switch (kind) {
      case STATEMENT.set:
        return { kind: "set", index: number(), value: value() };
      case STATEMENT.store:
        return { kind: "store", pointer: value(), offset: number(), value: value() };
      case STATEMENT.call:
        return call();
      case STATEMENT.callWithResult:
        return call(number());
      case STATEMENT.if: {
        const condition = value();
        const [ifTrue, ifFalse] = [later(), later()];
        return {
          kind: "if",
          condition,
          get ifTrue() {
            return ifTrue();
          },
          get ifFalse() {
            return ifFalse();
          },
        };
      }
      case STATEMENT.loop: {
        const label = name();
        const set = localSet();
        const body = list();
        knowLocalsSet(body, set);
        return { kind: "loop", label, body };
      }
      case STATEMENT.block:
        return { kind: "block", label: name(), body: list() };
      case STATEMENT.branch:
        return { kind: "branch", label: name() };
      case STATEMENT.branchIf:
        return { kind: "branch", label: name(), condition: value() };
      case STATEMENT.returnValue:
        return { kind: "return", value: value() };
      case STATEMENT.return:
        return { kind: "return" };
      default:
        return refuse();
    }
  };
  const load = (type: Type): Expression => ({
    kind: "load",
    type,
    pointer: value(),
    offset: number(),
  });
  const unary = (type: Type): Expression => ({
    kind: "unary",
    type,
    operator: UNARY[bytes[at++]! - ZERO] ?? refuse(),
    value: value(),
  });
  const value = (): Expression => {
    const kind = bytes[at++]! - ZERO;
    switch (kind) {
      case VALUE.local: {
        const index = number();
        return { kind: "local", type: locals[index] ?? refuse(), index };
      }
      case VALUE.integer: {
        const twice = number();
        return constant("i32", (twice >>> 1) ^ -(twice & 1));
      }
      case VALUE.float:
        return constant("f32", floatOfBits(number() | 0));
      case VALUE.lanes:
        return constant("v128", number() | 0);
      case VALUE.loadLanes:
        return load("v128");
      case VALUE.vector: {
        const operator = VECTOR_OPERATORS[number()] ?? refuse();
        const lane = number();
        return vector(operator, VECTOR[operator][0].map(value), lane);
      }
      case VALUE.loadInteger:
        return load("i32");
      case VALUE.loadFloat:
        return load("f32");
      case VALUE.globalInteger:
        return global("i32", name());
      case VALUE.globalFloat:
        return global("f32", name());
      case VALUE.unaryInteger:
        return unary("i32");
      case VALUE.unaryFloat:
        return unary("f32");
      case VALUE.select: {
        const condition = value();
        const ifTrue = value();
        return { kind: "select", type: ifTrue.type, condition, ifTrue, ifFalse: value() };
      }
      default: {
        const operator = BINARY[kind - VALUE.binary] ?? refuse();
        const left = value();
        const type = isComparison(operator) ? "i32" : left.type;
        return { kind: "binary", type, operator, left, right: value() };
      }
    }
  };
  return listTo(text.length);
}
