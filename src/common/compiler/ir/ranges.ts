import { type Expression, isComparison, type Program, type Routine } from "./ir.js";
import { localsIn, operandsOf, statementsIn, valuesOf } from "./walk.js";

/**
 * What is known of an integer. "address": only ever sums, products and shifts of sizes, counts and addresses, so it stays
 * between 0 and the memory's end, as what a loop adds steps to does; "small": the same with differences; "any": whatever 32
 * bits hold, as what a loop multiplies does.
 */
export type Range = "address" | "small" | "any";

/** What is known of a program's integers. */
export interface Ranges {
  rangeOf(routine: Routine, value: Expression): Range;
  /** Whether a local holds the number of a word, so a quarter of what it holds in the module. */
  countsWords(routine: Routine, local: number): boolean;
}

/** What is shifted right by so much has 15 bits, and a product of two such stays below 2³¹. */
const SHORT = 17;
/** Larger constants are no sizes. */
const LARGEST = 1 << 26;
const ORDER: readonly Range[] = ["address", "small", "any"];
const join = (a: Range, b: Range): Range => ORDER[Math.max(ORDER.indexOf(a), ORDER.indexOf(b))]!;

/** A place where a local gets its value; without one it gets anything. */
interface Definition {
  readonly routine: Routine;
  readonly local: number;
  /** the value, and the routine whose locals it names */
  readonly value?: Expression;
  readonly from: Routine;
}

/**
 * Finds out which integers of a program are sizes and addresses, and which of them can count words instead of bytes. An
 * exported routine's parameters may be anything.
 */
export function rangesOf(program: Program): Ranges {
  const definitions = program.routines.flatMap((routine) => definitionsIn(program, routine));
  const known = new Map<Routine, Range[]>(
    program.routines.map((routine) => [routine, routine.locals.map(() => "address" as Range)]),
  );
  for (const { routine, local } of growing(definitions)) known.get(routine)![local] = "any";
  const rangeOf = (routine: Routine, value: Expression) =>
    expressionRange(value, known.get(routine)!);
  toFixpoint(() =>
    definitions.filter(({ routine, local, value, from }) => {
      const before = known.get(routine)![local]!;
      const after = join(before, value ? rangeOf(from, value) : "any");
      known.get(routine)![local] = after;
      return after !== before;
    }),
  );

  const words = new Map<Routine, Set<number>>(
    program.routines.map((routine) => [routine, pointersIn(routine)]),
  );
  spread(program, definitions, words);
  toFixpoint(() =>
    definitions.filter(({ routine, local, value, from }) => {
      const whole =
        known.get(routine)![local] !== "any" &&
        value !== undefined &&
        isWhole(value, (index) => words.get(from)!.has(index));
      return !whole && words.get(routine)!.delete(local);
    }),
  );
  return {
    rangeOf,
    countsWords: (routine, local) => words.get(routine)!.has(local),
  };
}

/** The definitions that make a local grow by a factor with each turn of a loop: a product, a shift or a sum of itself. */
function growing(definitions: readonly Definition[]): Definition[] {
  const cycleOf = cycles(definitions);
  return definitions.filter(({ routine, local, value, from }) => {
    const cycle = cycleOf(routine, local);
    const itself = (e: Expression): boolean =>
      localsIn(e).some((index) => cycleOf(from, index) === cycle);
    const grows = (e: Expression): boolean => {
      if (e.kind === "binary" && e.type === "i32") {
        const { operator, left, right } = e;
        if ((operator === "mul" || operator === "shl") && itself(e)) return true;
        if (operator === "add" && itself(left) && itself(right)) return true;
      }
      return operandsOf(e).some(grows);
    };
    return value !== undefined && routine.locals[local] === "i32" && grows(value);
  });
}

/**
 * Gives for each local the number of its cycle: two locals have the same if each is made of the other, at any remove
 * (strongly connected components by R. Tarjan, 1972).
 */
function cycles(definitions: readonly Definition[]): (routine: Routine, local: number) => number {
  const starts = new Map<Routine, number>();
  let count = 0;
  for (const { routine, from } of definitions) {
    for (const one of [routine, from]) {
      if (starts.has(one)) continue;
      starts.set(one, count);
      count += one.locals.length;
    }
  }
  const idOf = (routine: Routine, local: number) => (starts.get(routine) ?? 0) + local;
  const sources = Array.from({ length: count }, (): number[] => []);
  for (const { routine, local, value, from } of definitions) {
    if (value)
      for (const index of localsIn(value)) sources[idOf(routine, local)]!.push(idOf(from, index));
  }
  const order = new Int32Array(count).fill(-1);
  const lowest = new Int32Array(count);
  const cycle = new Int32Array(count).fill(-1);
  const stack: number[] = [];
  let next = 0;
  const visit = (id: number): void => {
    order[id] = next;
    lowest[id] = next++;
    stack.push(id);
    for (const source of sources[id]!) {
      if (order[source]! < 0) visit(source);
      if (cycle[source]! < 0) lowest[id] = Math.min(lowest[id]!, lowest[source]!);
    }
    if (lowest[id] !== order[id]) return;
    for (let member = -1; member !== id; ) {
      member = stack.pop()!;
      cycle[member] = id;
    }
  };
  for (let id = 0; id < count; id++) if (order[id]! < 0) visit(id);
  return (routine, local) => cycle[idOf(routine, local)]!;
}

/** Does something again until it changes nothing more. */
function toFixpoint(change: () => readonly unknown[]): void {
  while (change().length > 0) {}
}

/** Adds the locals of which those that may count words are made, and those that are compared with them. */
function spread(
  program: Program,
  definitions: readonly Definition[],
  words: ReadonlyMap<Routine, Set<number>>,
): void {
  const made = definitions.flatMap(({ routine, local, value, from }) =>
    value ? [{ routine, locals: [local], from, others: localsOf(value) }] : [],
  );
  const compared = program.routines.flatMap((routine) =>
    comparisonsIn(routine).flatMap(({ left, right }) => {
      const [locals, others] = [localsOf(left), localsOf(right)];
      return [
        { routine, locals, from: routine, others },
        { routine, locals: others, from: routine, others: locals },
      ];
    }),
  );
  toFixpoint(() =>
    [...made, ...compared].flatMap(({ routine, locals, from, others }) => {
      if (!locals.some((local) => words.get(routine)!.has(local))) return [];
      const found = others.filter((local) => !words.get(from)!.has(local));
      for (const local of found) words.get(from)!.add(local);
      return found;
    }),
  );
}

/**
 * Whether a value is a whole number of words, as far as its form shows.
 * @param counts whether a local counts words
 */
export function isWhole(value: Expression, counts: (local: number) => boolean): boolean {
  if (value.kind === "constant") return value.value % 4 === 0;
  if (value.kind === "local") return counts(value.index);
  if (value.kind === "select")
    return isWhole(value.ifTrue, counts) && isWhole(value.ifFalse, counts);
  if (value.kind !== "binary") return false;
  const { operator, left, right } = value;
  if (operator === "add" || operator === "sub")
    return isWhole(left, counts) && isWhole(right, counts);
  if (operator === "mul") return isWhole(left, counts) || isWhole(right, counts);
  if (operator !== "shl" || right.kind !== "constant") return false;
  return right.value >= 2 || isWhole(left, counts);
}

function expressionRange(value: Expression, locals: readonly Range[]): Range {
  const of = (operand: Expression) => expressionRange(operand, locals);
  switch (value.kind) {
    case "constant":
      if (Math.abs(value.value) > LARGEST) return "any";
      return value.value >= 0 ? "address" : "small";
    case "local":
      return locals[value.index]!;
    case "load":
      return value.holds === "count" ? "address" : "any";
    case "global":
    case "vector":
      return "any";
    case "select":
      return join(of(value.ifTrue), of(value.ifFalse));
    case "unary":
      return value.operator === "eqz" || value.operator === "clz" ? "address" : "any";
    case "binary":
      break;
  }
  const { operator, left, right } = value;
  const count = right.kind === "constant" ? right.value : 0;
  if (operator === "add" || operator === "mul") return join(of(left), of(right));
  if (operator === "sub") return join("small", join(of(left), of(right)));
  if (operator === "shl") return count > 0 && count <= 8 ? of(left) : "any";
  if (operator === "shr_u" && count >= SHORT) return "address";
  if (operator === "shr_s" && count > 0) return of(left);
  return isComparison(operator) ? "address" : "any";
}

function definitionsIn(program: Program, routine: Routine): Definition[] {
  const found = statementsIn(routine.body).flatMap((s): Definition[] => {
    if (s.kind === "set") return [{ routine, local: s.index, value: s.value, from: routine }];
    if (s.kind !== "call") return [];
    const target = program.routines.find(({ name }) => name === s.target)!;
    const operands = s.operands.map((value, local) => ({
      routine: target,
      local,
      value,
      from: routine,
    }));
    return s.result === undefined
      ? operands
      : [...operands, { routine, local: s.result, from: routine }];
  });
  const exported = [...program.exports.values()].includes(routine.name);
  const given = exported ? routine.parameters : [];
  return [...found, ...given.map((_, local) => ({ routine, local, from: routine }))];
}

/** The locals that make up the pointers of a routine's loads and stores. */
function pointersIn(routine: Routine): Set<number> {
  const stores = statementsIn(routine.body).flatMap((s) => (s.kind === "store" ? [s.pointer] : []));
  const loads = partsOf(routine).flatMap((e) => (e.kind === "load" ? [e.pointer] : []));
  return new Set([...stores, ...loads].flatMap(localsOf));
}

function comparisonsIn(routine: Routine) {
  return partsOf(routine).flatMap((e) =>
    e.kind === "binary" && isComparison(e.operator) && e.left.type === "i32" ? [e] : [],
  );
}

/** All expressions of a routine with all their parts. */
function partsOf(routine: Routine): Expression[] {
  const parts = (value: Expression): Expression[] => [value, ...operandsOf(value).flatMap(parts)];
  return statementsIn(routine.body).flatMap(valuesOf).flatMap(parts);
}

/** The integer locals in a sum. */
function localsOf(value: Expression): number[] {
  if (value.kind === "local") return value.type === "i32" ? [value.index] : [];
  if (value.kind === "binary" && (value.operator === "add" || value.operator === "sub")) {
    return [...localsOf(value.left), ...localsOf(value.right)];
  }
  return value.kind === "select" ? [...localsOf(value.ifTrue), ...localsOf(value.ifFalse)] : [];
}
