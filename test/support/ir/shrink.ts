import { checkProgram } from "../../../src/common/compiler/ir/check.js";
import type {
  Expression,
  Program,
  Routine,
  Statement,
} from "../../../src/common/compiler/ir/ir.js";
import { f, i } from "./build.js";

// Smaller programs of the kind of one that fails; not all mean anything, and not all end.

type Variants<T> = Generator<T, void, undefined>;

/** A list without some of its elements: first half of them at once, then fewer, at last each alone. */
function* withoutSome<T>(list: readonly T[]): Variants<readonly T[]> {
  for (let size = Math.ceil(list.length / 2); size >= 1; size = size === 1 ? 0 : size >> 1) {
    for (let at = 0; at < list.length; at += size)
      yield [...list.slice(0, at), ...list.slice(at + size)];
  }
}

/** A list with one element changed. */
function* withOneOf<T>(list: readonly T[], of: (one: T) => Variants<T>): Variants<readonly T[]> {
  for (const [at, one] of list.entries()) {
    for (const other of of(one)) yield list.with(at, other);
  }
}

function* lists(list: readonly Statement[]): Variants<readonly Statement[]> {
  yield* withoutSome(list);
  for (const [at, s] of list.entries()) {
    const inner = s.kind === "if" ? [s.ifTrue, s.ifFalse] : "body" in s ? [s.body] : [];
    for (const body of inner) yield [...list.slice(0, at), ...body, ...list.slice(at + 1)];
  }
  yield* withOneOf(list, statement);
}

function* statement(s: Statement): Variants<Statement> {
  switch (s.kind) {
    case "set":
      for (const value of expression(s.value)) yield { ...s, value };
      return;
    case "store":
      for (const value of expression(s.value)) yield { ...s, value };
      for (const pointer of expression(s.pointer)) yield { ...s, pointer };
      if (s.offset > 0) yield { ...s, offset: s.offset % 128 };
      return;
    case "call":
      for (const operands of withOneOf(s.operands, expression)) yield { ...s, operands };
      return;
    case "if":
      for (const ifTrue of lists(s.ifTrue)) yield { ...s, ifTrue };
      for (const ifFalse of lists(s.ifFalse)) yield { ...s, ifFalse };
      for (const condition of expression(s.condition)) yield { ...s, condition };
      return;
    case "loop":
    case "block":
      for (const body of lists(s.body)) yield { ...s, body };
      return;
    case "branch":
      if (s.condition) for (const condition of expression(s.condition)) yield { ...s, condition };
      return;
    case "return":
      if (s.value) for (const value of expression(s.value)) yield { ...s, value };
  }
}

const isConstant = ({ kind }: Expression): boolean => kind === "constant";

function* expression(e: Expression): Variants<Expression> {
  const parts: readonly Expression[] =
    e.kind === "binary"
      ? [e.left, e.right]
      : e.kind === "select"
        ? [e.ifTrue, e.ifFalse, e.condition]
        : e.kind === "unary"
          ? [e.value]
          : [];
  for (const part of parts) if (part.type === e.type) yield part;
  if (!isConstant(e)) yield e.type === "i32" ? i(0) : f(0);
  if (!isConstant(e)) yield e.type === "i32" ? i(4) : f(1);
  switch (e.kind) {
    case "load":
      for (const pointer of expression(e.pointer)) yield { ...e, pointer };
      if (e.offset >= 128) yield { ...e, offset: e.offset % 128 };
      return;
    case "unary":
      // what keeps a NaN's bits away stays
      if (e.operator === "reinterpret" && e.type === "i32") return;
      for (const value of expression(e.value)) yield { ...e, value };
      return;
    case "binary":
      for (const left of expression(e.left)) yield { ...e, left };
      if (e.operator === "copysign") return;
      for (const right of expression(e.right)) yield { ...e, right };
      return;
    case "select":
      for (const ifTrue of expression(e.ifTrue)) yield { ...e, ifTrue };
      for (const ifFalse of expression(e.ifFalse)) yield { ...e, ifFalse };
      for (const condition of expression(e.condition)) yield { ...e, condition };
  }
}

function* routine(one: Routine): Variants<Routine> {
  for (const body of lists(one.body)) yield { ...one, body };
}

/** Programs that are one step smaller, those with most gone first; not all are well formed. */
function* smaller(program: Program): Variants<Program> {
  for (const routines of withoutSome(program.routines)) yield { ...program, routines };
  for (const routines of withOneOf(program.routines, routine)) yield { ...program, routines };
}

function isWellFormed(program: Program): boolean {
  try {
    checkProgram(program);
    return true;
  } catch {
    return false;
  }
}

/** About how large a program is. */
const sizeOf = (program: Program): number => JSON.stringify(program.routines).length;

/**
 * The smallest program that still fails, as far as steps that each fail lead.
 * @param failing those of some programs that fail
 * @param tell is given each smaller one that fails
 * @param atOnce how many are asked about at a time
 */
export async function shrink(
  program: Program,
  failing: (programs: readonly Program[]) => Promise<readonly Program[]>,
  tell: (program: Program) => void = () => {},
  atOnce = 32,
): Promise<Program> {
  let smallest = program;
  // Goes round the variants: what was tried of a larger program seldom fails in the next smaller one.
  for (let at = 0, since = 0; ; ) {
    const all = [...smaller(smallest)];
    if (since >= all.length) return smallest;
    const some: Program[] = [];
    let tried = 0;
    for (; some.length < atOnce && tried < all.length; tried++) {
      const one = all[(at + tried) % all.length]!;
      if (isWellFormed(one)) some.push(one);
    }
    const [best] = (await failing(some)).toSorted((a, b) => sizeOf(a) - sizeOf(b));
    if (best) {
      smallest = best;
      tell(best);
    }
    since = best ? 0 : since + tried;
    at = best ? at : at + tried;
  }
}
