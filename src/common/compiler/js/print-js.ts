import type { Expression, Program, Routine } from "../ir/ir.js";
import { type Ranges, rangesOf } from "../ir/ranges.js";
import { localsIn, localsRead, statementsIn } from "../ir/walk.js";
import { withExitsBehindLoops } from "./exits.js";
import {
  bare,
  condition,
  float,
  int,
  memory,
  putFloat,
  type Scope,
  wordCount,
} from "./expressions.js";
import { helpersOf } from "./helpers.js";
import { jsRoutineNames, localNames, localsByUse } from "./names.js";
import { type Structured, structured } from "./structure.js";

/**
 * A program's routines as JavaScript for the smallest engines: no labels, no Math.fround, no Math.imul, no minus sign on
 * what may be zero. Every float32 operation is rounded by storing its result into a Float32Array: into `F`, the linear
 * memory by words, or into `T`, where locals live that an operation computes. `I` and `N` are the same bytes as integers,
 * `K` holds constants, and `M` multiplies integers modulo 2³²; `H` and `Z` (helpers.ts) come along where they are called.
 */
export interface JsRoutines {
  /** one function a line, those that are called before those that call them */
  readonly source: string;
  /** the bits of the constants in `K` */
  readonly constants: readonly number[];
  /** elements of `T` */
  readonly temporaries: number;
  /** exported routines: the name outside → the function's */
  readonly exports: ReadonlyMap<string, string>;
}

export function printJsRoutines(given: Program): JsRoutines {
  const program = { ...given, routines: given.routines.map(withExitsBehindLoops) };
  const ranges = rangesOf(program);
  const names = jsRoutineNames(program);
  const constants: number[] = [];
  const constant = (bits: number): number => {
    const at = constants.indexOf(bits);
    return at >= 0 ? at : constants.push(bits) - 1;
  };
  // A routine's places in T lie behind those of all that call it, whose values must last.
  const start = new Map(program.routines.map(({ name }) => [name, 0]));
  const printed = [...program.routines].reverse().map((routine) => {
    const { text, end } = printRoutine(
      program,
      routine,
      ranges,
      names,
      constant,
      start.get(routine.name)!,
    );
    for (const s of statementsIn(routine.body)) {
      if (s.kind === "call") start.set(s.target, Math.max(start.get(s.target)!, end));
    }
    return { text, end };
  });
  const source = printed
    .map(({ text }) => text)
    .reverse()
    .join("\n");
  return {
    source: [...helpersOf(source), source].join("\n"),
    constants,
    temporaries: Math.max(...printed.map(({ end }) => end)),
    exports: new Map([...program.exports].map(([outside, name]) => [outside, names.get(name)!])),
  };
}

function printRoutine(
  program: Program,
  routine: Routine,
  ranges: Ranges,
  functions: ReadonlyMap<string, string>,
  constant: (bits: number) => number,
  start: number,
): { text: string; end: number } {
  const names = localNames(routine);
  const read = localsRead(routine.body);
  const exported = [...program.exports.values()].includes(routine.name);
  const computed = [...computedLocals(routine, exported)].filter((local) => read.has(local));
  const places = new Map(computed.map((local, i) => [local, start + i]));
  const end = start + computed.length;
  const scope: Scope = {
    program,
    routine,
    ranges,
    names,
    places,
    constant,
    lines: [],
    free: end,
    end,
  };
  const printer: Printer = { scope, functions, read };
  const statements = structured(routine.body);
  const body = printStatements(statements, printer);
  const parameters = routine.parameters.map((_, i) => names[i]!);
  const unset = readUnset(routine, statements);
  const zero = (local: number) =>
    !unset.has(local) ? "" : routine.locals[local] === "f32" ? `=K[${constant(0)}]` : "=0";
  const variables = localsByUse(routine).filter(
    (local) => local >= parameters.length && read.has(local) && !places.has(local),
  );
  const declared = variables.map((local) => `${names[local]}${zero(local)}`).join(",");
  const given = [...places].flatMap(([local, place]) => {
    if (local < parameters.length) return [`T[${place}]=${names[local]};`];
    return unset.has(local) ? [`T[${place}]=0;`] : [];
  });
  const lines = [...(declared ? [`var ${declared};`] : []), ...given, ...body];
  const head = `function ${functions.get(routine.name)}(${parameters.join(",")})`;
  return { text: `${head}{${lines.join("\n")}}`, end: scope.end };
}

/** The float locals that get a value that must be rounded: from some statement, or from outside. */
function computedLocals(routine: Routine, exported: boolean): Set<number> {
  const given = exported ? routine.parameters : [];
  const exact = (e: Expression): boolean =>
    e.kind === "constant" ||
    e.kind === "local" ||
    e.kind === "load" ||
    (e.kind === "select" && exact(e.ifTrue) && exact(e.ifFalse)) ||
    (e.kind === "unary" && e.operator === "neg" && exact(e.value));
  const computed = statementsIn(routine.body).flatMap((s) =>
    s.kind === "set" && s.value.type === "f32" && !exact(s.value) ? [s.index] : [],
  );
  return new Set([...given.flatMap((type, local) => (type === "f32" ? [local] : [])), ...computed]);
}

interface Printer {
  readonly scope: Scope;
  readonly functions: ReadonlyMap<string, string>;
  /** the locals that are read anywhere; what goes to any other is dropped */
  readonly read: ReadonlySet<number>;
}

function printStatements(statements: readonly Structured[], printer: Printer): string[] {
  return statements.flatMap((s) => {
    const before = printer.scope.lines.splice(0);
    const free = printer.scope.free;
    const text = printStatement(s, printer);
    printer.scope.free = free;
    const own = printer.scope.lines.splice(0);
    printer.scope.lines.push(...before);
    return [...own, ...text];
  });
}

function printStatement(s: Structured, printer: Printer): string[] {
  const { scope } = printer;
  const inner = (body: readonly Structured[]) => printStatements(body, printer).join("\n");
  switch (s.kind) {
    case "set":
      return printer.read.has(s.index) ? [printSet(scope, s.index, s.value)] : [];
    case "store":
      return [printStore(scope, s)];
    case "call":
      return [printCall(printer, s)];
    case "if": {
      const test = condition(scope, s.condition);
      if (s.ifTrue.length === 0) return [`if(!(${test})){${inner(s.ifFalse)}}`];
      const otherwise = s.ifFalse.length > 0 ? `else{${inner(s.ifFalse)}}` : "";
      return [`if(${test}){${inner(s.ifTrue)}}${otherwise}`];
    }
    case "while":
      return printWhile(s, printer);
    case "return":
      if (!s.value) return ["return;"];
      return [`return ${s.value.type === "f32" ? float(scope, s.value) : int(scope, s.value)};`];
  }
}

function printWhile(s: Extract<Structured, { kind: "while" }>, printer: Printer): string[] {
  const { scope } = printer;
  const body = printStatements(s.body, printer);
  const test = condition(scope, s.condition);
  const computed = scope.lines.splice(0); // what the condition needs must be computed each time
  if (s.after) return [`do{${[...body, ...computed].join("\n")}}while(${test});`];
  return computed.length === 0
    ? [`while(${test}){${body.join("\n")}}`]
    : [`while(1){${[...computed, `if(!(${test}))break;`, ...body].join("\n")}}`];
}

function printSet(scope: Scope, local: number, value: Expression): string {
  const place = scope.places.get(local);
  if (place !== undefined) return putFloat(scope, `T[${place}]`, `N[${place}]`, value);
  const name = scope.names[local]!;
  if (value.type === "f32") return `${name}=${float(scope, value)};`;
  return shorter(name, intOf(scope, scope.routine, local, value));
}

/** An integer for a local: in words where the local counts them. */
const intOf = (scope: Scope, routine: Routine, local: number, value: Expression): string =>
  scope.ranges.countsWords(routine, local) ? wordCount(scope, value) : int(scope, value);

function printStore(scope: Scope, s: Extract<Structured, { kind: "store" }>): string {
  const { pointer, offset, value } = s;
  if (value.type === "i32")
    return `${memory(scope, "I", pointer, offset)}=${bare(int(scope, value))};`;
  const [element, bits] = [
    memory(scope, "F", pointer, offset),
    memory(scope, "I", pointer, offset),
  ];
  return putFloat(scope, element, bits, value);
}

function printCall(
  { scope, functions, read }: Printer,
  s: Extract<Structured, { kind: "call" }>,
): string {
  const target = scope.program.routines.find(({ name }) => name === s.target)!;
  const operands = s.operands.map((value, i) =>
    value.type === "f32" ? float(scope, value) : bare(intOf(scope, target, i, value)),
  );
  const call = `${functions.get(s.target)}(${operands.join(",")});`;
  if (s.result === undefined || !read.has(s.result)) return call;
  const place = scope.places.get(s.result);
  return `${place === undefined ? scope.names[s.result] : `T[${place}]`}=${call}`;
}

/** `a=a+b` as `a+=b`. */
function shorter(name: string, text: string): string {
  const plain = bare(text);
  const own = new RegExp(`^${name}([-+])(\\w+)$`).exec(plain);
  return own ? `${name}${own[1]}=${own[2]};` : `${name}=${plain};`;
}

/** The locals that may be read before any statement has set them: they are zero. */
function readUnset(routine: Routine, body: readonly Structured[]): ReadonlySet<number> {
  const found = new Set<number>();
  const visit = (statements: readonly Structured[], set: Set<number>): Set<number> => {
    const read = (...values: readonly Expression[]) => {
      for (const value of values)
        for (const local of localsIn(value)) if (!set.has(local)) found.add(local);
    };
    for (const s of statements) {
      switch (s.kind) {
        case "set":
          read(s.value);
          set.add(s.index);
          break;
        case "store":
          read(s.pointer, s.value);
          break;
        case "call":
          read(...s.operands);
          if (s.result !== undefined) set.add(s.result);
          break;
        case "if": {
          read(s.condition);
          const ifTrue = visit(s.ifTrue, new Set(set));
          const ifFalse = visit(s.ifFalse, new Set(set));
          for (const local of ifTrue) if (ifFalse.has(local)) set.add(local);
          break;
        }
        case "while": {
          if (!s.after) read(s.condition);
          const after = visit(s.body, new Set(set));
          if (!s.after) break;
          for (const local of after) set.add(local);
          read(s.condition);
          break;
        }
        case "return":
          if (s.value) read(s.value);
          return new Set(routine.locals.keys());
      }
    }
    return set;
  };
  visit(body, new Set(routine.parameters.keys()));
  return found;
}
