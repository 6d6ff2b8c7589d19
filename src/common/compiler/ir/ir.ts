// What kernels and programs say, free of WebAssembly's stack and of any target's syntax: statements in order, expressions
// without side effects. Everything is 32 bits wide, but for four lanes of 32 bits on hosts (vector.ts).

import type { VectorOperator } from "./vector.js";

export type Type = Scalar | "v128";
/** What all targets have. */
export type Scalar = "i32" | "f32";

const COMPARISONS: ReadonlySet<BinaryOperator> = new Set<BinaryOperator>([
  ...(["eq", "ne", "lt", "le", "gt", "ge"] as const),
  ...(["lt_s", "lt_u", "le_s", "le_u", "gt_s", "gt_u", "ge_s", "ge_u"] as const),
]);

/** Whether an operator compares: it gives 1 or 0. */
export const isComparison = (operator: BinaryOperator): boolean => COMPARISONS.has(operator);

/** A constant of the program. */
export const constant = (type: Type, value: number): Constant => ({
  kind: "constant",
  type,
  value,
});

/** A printer met what the linker should have put in. */
export function notLinked(name: string): never {
  throw new Error(
    `${name}: got a name of the network's, expected a linked program; this is a bug in perceptino`,
  );
}

/** The value of a local. */
export const local = (type: Type, index: number): Expression => ({ kind: "local", type, index });

/** A load like another, from elsewhere. */
export const loadFrom = (
  { type, holds }: Extract<Expression, { kind: "load" }>,
  pointer: Expression,
  offset: number,
): Expression =>
  holds ? { kind: "load", type, pointer, offset, holds } : { kind: "load", type, pointer, offset };

/**
 * Operators by their WebAssembly names without the type: i32.add is "add" on i32 operands. WebAssembly has no name for
 * "mul_high_u", the upper half of the product of two integers without sign.
 */
export type UnaryOperator =
  | "eqz"
  | "abs"
  | "neg"
  | "sqrt"
  | "convert_s"
  | "convert_u"
  | "reinterpret"
  | "clz";
export type BinaryOperator =
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "and"
  | "or"
  | "xor"
  | "shl"
  | "shr_s"
  | "shr_u"
  | "eq"
  | "ne"
  | "lt"
  | "le"
  | "gt"
  | "ge"
  | "lt_s"
  | "lt_u"
  | "le_s"
  | "le_u"
  | "gt_s"
  | "gt_u"
  | "ge_s"
  | "ge_u"
  | "copysign"
  | "mul_high_u";

/** A value without side effects; evaluating it later than it stands gives the same as long as nothing it reads changed. */
export type Expression =
  /** of v128 an integer: the bits of each lane */
  | { readonly kind: "constant"; readonly type: Type; readonly value: number }
  /** a constant of the network, which kernels only name; a linked program has none */
  | { readonly kind: "global"; readonly type: Type; readonly name: string }
  | { readonly kind: "local"; readonly type: Type; readonly index: number }
  | {
      readonly kind: "load";
      readonly type: Type;
      readonly pointer: Expression;
      readonly offset: number;
      /** what the planner says of an integer in memory; without it, it may have any 32 bits */
      readonly holds?: "count";
    }
  | {
      readonly kind: "unary";
      readonly type: Type;
      readonly operator: UnaryOperator;
      readonly value: Expression;
    }
  | {
      readonly kind: "binary";
      readonly type: Type;
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: "select";
      readonly type: Type;
      readonly condition: Expression;
      readonly ifTrue: Expression;
      readonly ifFalse: Expression;
    }
  | {
      readonly kind: "vector";
      readonly type: Type;
      readonly operator: VectorOperator;
      readonly operands: readonly Expression[];
      /** of operators that name lanes; else 0 */
      readonly lane: number;
    };

export type Constant = Extract<Expression, { kind: "constant" }>;

export type Statement =
  | { readonly kind: "set"; readonly index: number; readonly value: Expression }
  | {
      readonly kind: "store";
      readonly pointer: Expression;
      readonly offset: number;
      readonly value: Expression;
    }
  | {
      readonly kind: "call";
      readonly target: string;
      readonly operands: readonly Expression[];
      /** the local that takes the result */
      readonly result?: number;
    }
  | {
      readonly kind: "if";
      readonly condition: Expression;
      readonly ifTrue: readonly Statement[];
      readonly ifFalse: readonly Statement[];
    }
  /** A branch to its label goes back to its start. */
  | { readonly kind: "loop"; readonly label: string; readonly body: readonly Statement[] }
  /** A branch to its label goes behind its end. */
  | { readonly kind: "block"; readonly label: string; readonly body: readonly Statement[] }
  | { readonly kind: "branch"; readonly label: string; readonly condition?: Expression }
  | { readonly kind: "return"; readonly value?: Expression };

/** A function of the program. Locals but the parameters are 0 at its start. */
export interface Routine {
  readonly name: string;
  readonly parameters: readonly Type[];
  readonly result?: Type;
  /** the types of all locals, the parameters first */
  readonly locals: readonly Type[];
  readonly body: readonly Statement[];
}

/** A whole program: what the kernels and one network come to. */
export interface Program {
  /** in an order in which each comes after those that it calls */
  readonly routines: readonly Routine[];
  /** exported routines: the name outside → the routine's */
  readonly exports: ReadonlyMap<string, string>;
  /** exported constants */
  readonly constants: ReadonlyMap<string, Constant>;
}
