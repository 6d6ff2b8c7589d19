// Which integers are addresses. In the IR a pointer counts from the beginning of the linear memory, but an instruction loads
// from where that memory really lies. So a local that is only a place to load from gets the memory's own address added once,
// where it arises, and each load saves an addition: with p = 64 and p = p + 4 in a loop, 64 becomes base + 64, and nothing
// else changes.
//
// Found by constraints over the whole program, in one pass that collects them (constrain, valueIn) and one that concludes
// (settle, settleOpenSums): a pointer is an address; address + number is an address; both sides of a comparison, of a select
// and of an assignment are alike; all else is a number. Whoever is first decides. Where constraints contradict each other (the
// difference of two addresses, say), nothing is wrong: lower/values.ts converts where a value is used as what it is not.
import {
  type Expression,
  isComparison,
  type Program,
  type Routine,
  type Statement,
} from "../ir/ir.js";
import { eachStatement, valuesOf } from "../ir/walk.js";

/** An address is a place in the linear memory plus the memory's own address; all else, floats too, is a number. */
export type Kind = "address" | "number";

/** The kinds of a program's values that live in locals. */
export interface Kinds {
  local(routine: Routine, index: number): Kind;
}

/** What is known of a value. Values that are alike are a tree whose root alone has their kind, once it is known (union-find). */
interface Value {
  parent?: Value;
  kind?: Kind;
  /** whether it is a constant, which may be both kinds: 0, say */
  readonly constant?: true;
}

/** A sum or a difference of two integers: what it says of one of the three depends on the other two, so it is kept for later. */
interface Sum {
  readonly result: Value;
  readonly left: Value;
  readonly right: Value;
}

/** Where the constraints of one routine are found. */
interface Scope {
  /** by number */
  readonly locals: readonly Value[];
  /** the locals of a routine that is called */
  readonly localsOf: (target: string) => readonly Value[];
  /** the program's sums so far */
  readonly sums: Sum[];
}

/** Finds the kind of each local of a program. */
export function findKinds(program: Program): Kinds {
  const locals = new Map(
    program.routines.map(({ name, locals }) => [name, locals.map((): Value => ({}))]),
  );
  const localsOf = (name: string): readonly Value[] => locals.get(name)!;
  const sums: Sum[] = [];
  takeEntries(program, localsOf);
  for (const routine of program.routines) {
    const scope: Scope = { locals: localsOf(routine.name), localsOf, sums };
    routine.locals.forEach((type, i) => {
      if (type === "f32") take(scope.locals[i]!, "number");
    });
    eachStatement(routine.body, (s) => {
      constrain(scope, s);
    });
  }
  settle(sums);
  settleOpenSums(sums);
  // What nobody loads from is a number, one value after the other: each may decide sums, and these other values.
  for (const value of [...locals.values()].flat()) if (decide(value, "number")) settle(sums);
  return { local: ({ name }, index) => kindOf(localsOf(name)[index]!)! };
}

/** What comes from outside, such as a seed, is a number: callers know nothing of the linear memory's places. */
function takeEntries({ exports, routines }: Program, localsOf: Scope["localsOf"]): void {
  const exported = new Set(exports.values());
  for (const { name, parameters } of routines) {
    if (!exported.has(name)) continue;
    for (const value of localsOf(name).slice(0, parameters.length)) take(value, "number");
  }
}

function rootOf(value: Value): Value {
  let root = value;
  while (root.parent) root = root.parent;
  return root;
}

const kindOf = (value: Value): Kind | undefined => rootOf(value).kind;

/** A value is used as a kind: that is its kind, unless it is known to be of the other. */
function take(value: Value, kind: Kind): void {
  rootOf(value).kind ??= kind;
}

/** Gives a value a kind that has none; says whether it had none. */
function decide(value: Value, kind: Kind): boolean {
  if (kindOf(value)) return false;
  take(value, kind);
  return true;
}

/** Two values are alike, unless they are known not to be. */
function unite(a: Value, b: Value): void {
  const from = rootOf(a);
  const to = rootOf(b);
  if (from === to || (from.kind && to.kind && from.kind !== to.kind)) return;
  const kind = to.kind ?? from.kind;
  if (kind) to.kind = kind;
  from.parent = to;
}

/** What a statement says of the values in it. */
function constrain(scope: Scope, s: Statement): void {
  const values = valuesOf(s).map((e) => valueIn(scope, e));
  switch (s.kind) {
    case "set":
      becomes(values[0]!, scope.locals[s.index]!);
      return;
    case "store":
      take(values[0]!, "address");
      take(values[1]!, "number");
      return;
    case "call": {
      const parameters = scope.localsOf(s.target);
      values.forEach((value, i) => {
        becomes(value, parameters[i]!);
      });
      // A routine gives a number; where its local is an address, the lowering converts it after the call.
      if (s.result !== undefined) take(scope.locals[s.result]!, "number");
      return;
    }
    default: // conditions and results
      for (const value of values) take(value, "number");
  }
}

/** A value is given to a local. A constant says nothing of it. */
function becomes(value: Value, local: Value): void {
  if (!value.constant) unite(value, local);
}

/** What an expression comes to, after what it says of the values in it. */
function valueIn(scope: Scope, e: Expression): Value {
  switch (e.kind) {
    case "local":
      return scope.locals[e.index]!;
    case "load":
      take(valueIn(scope, e.pointer), "address");
      return { kind: "number" };
    case "unary":
      take(valueIn(scope, e.value), "number");
      return { kind: "number" };
    case "select": {
      valueIn(scope, e.condition);
      const chosen: Value = {};
      for (const one of [e.ifTrue, e.ifFalse]) unite(valueIn(scope, one), chosen);
      return chosen;
    }
    case "binary":
      return valueOfOperation(scope, e);
    default:
      return e.type === "f32" ? { kind: "number", constant: true } : { constant: true };
  }
}

function valueOfOperation(scope: Scope, e: Extract<Expression, { kind: "binary" }>): Value {
  const left = valueIn(scope, e.left);
  const right = valueIn(scope, e.right);
  if (e.type === "i32" && (e.operator === "add" || e.operator === "sub")) {
    const result: Value = {};
    scope.sums.push({ result, left, right });
    return result;
  }
  if (isComparison(e.operator)) unite(left, right);
  else for (const operand of [left, right]) take(operand, "number");
  return { kind: "number" };
}

/** Concludes all that follows of sums from what is known. */
function settle(sums: readonly Sum[]): void {
  for (let changed = true; changed; ) {
    changed = false;
    for (const sum of sums) if (settleSum(sum)) changed = true;
  }
}

/**
 * An address has one address among its two parts, a number none: what is known of some says what the others are. The result
 * says whether anything followed from that.
 */
function settleSum({ result, left, right }: Sum): boolean {
  const sum = kindOf(result);
  const first = kindOf(left);
  const second = kindOf(right);
  if (sum && first && second) return false;
  let changed = false;
  const conclude = (value: Value, kind: Kind) => {
    if (decide(value, kind)) changed = true;
  };
  const concludeOf = (part: Kind | undefined, other: Value) => {
    if (sum === "number") conclude(other, "number");
    if (sum === "address" && part === "number") conclude(other, "address");
    if (part !== "address") return;
    conclude(other, "number");
    conclude(result, "address");
  };
  concludeOf(first, right);
  concludeOf(second, left);
  if (first === "number" && second === "number") conclude(result, "number");
  return changed;
}

/** Of what is still open, a constant in a sum is a number, and of the two parts of an address the left one is the address. */
function settleOpenSums(sums: readonly Sum[]): void {
  for (let open = true; open; ) {
    open = false;
    for (const { result, left, right } of sums) {
      const isAddress = kindOf(result) === "address";
      const conclude = (value: Value, kind: Kind, known: boolean | undefined) => {
        if (!known || !decide(value, kind)) return;
        settle(sums);
        open = true;
      };
      conclude(left, "number", left.constant);
      conclude(right, "number", right.constant);
      conclude(left, "address", isAddress);
    }
  }
}
