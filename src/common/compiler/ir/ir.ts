// What a module says, free of WebAssembly's stack and of any target's syntax: statements in order, expressions without
// side effects. Everything is 32 bits wide.

export type Type = "i32" | "f32";

/** Operators by their WebAssembly names without the type: i32.add is "add" on i32 operands. */
export type UnaryOperator = "eqz" | "abs" | "neg" | "convert_s" | "convert_u" | "reinterpret";
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
  | "copysign";

/** A value without side effects; evaluating it later than it stands gives the same as long as nothing it reads changed. */
export type Expression =
  | { readonly kind: "constant"; readonly type: Type; readonly value: number }
  | { readonly kind: "local"; readonly type: Type; readonly index: number }
  | {
      readonly kind: "load";
      readonly type: Type;
      readonly pointer: Expression;
      readonly offset: number;
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
    };

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
  /** A branch to its label goes back to its begin. */
  | { readonly kind: "loop"; readonly label: string; readonly body: readonly Statement[] }
  /** A branch to its label goes behind its end. */
  | { readonly kind: "block"; readonly label: string; readonly body: readonly Statement[] }
  | { readonly kind: "branch"; readonly label: string; readonly condition?: Expression }
  | { readonly kind: "return"; readonly value?: Expression };

/** A function of the module. */
export interface Routine {
  readonly name: string;
  readonly parameters: readonly Type[];
  readonly result?: Type;
  /** the types of all locals, the parameters first */
  readonly locals: readonly Type[];
  readonly body: readonly Statement[];
}

/** A whole module. */
export interface Program {
  /** in an order in which each comes after those that it calls */
  readonly routines: readonly Routine[];
  /** exported routines: the name outside → the routine's */
  readonly exports: ReadonlyMap<string, string>;
  /** exported constants */
  readonly constants: ReadonlyMap<string, { readonly type: Type; readonly value: number }>;
}
