import { operandsOf } from "./effects.js";
import type { Expression, Program, Routine, Statement, Type } from "./ir.js";
import { valuesOf } from "./ranges.js";

type Local = Extract<Expression, { kind: "local" }>;

/** Where a local got a value: a statement, or the routine's begin, where it is a parameter or zero. */
interface Definition {
  readonly local: number;
  /** an older definition whose value can be read at the same place as this one's; found by `rootOf` */
  parent?: Definition;
}

/** For each local the definitions whose value it may hold. */
type State = ReadonlyMap<number, ReadonlySet<Definition>>;

/**
 * Gives values that have nothing to do with each other locals of their own. The module's compiler lets them share, which
 * hides what a local is for: a counter here, an address there.
 */
export function separateLocals(program: Program): Program {
  return { ...program, routines: program.routines.map(separate) };
}

function separate(routine: Routine): Routine {
  const given = routine.locals.map((_, local): Definition => ({ local }));
  const definitions = new Map<Statement, Definition>();
  const uses = new Map<Local, Definition>();
  const read = (value: Expression, state: State): void => {
    if (value.kind === "local") {
      const reaching = [...state.get(value.index)!];
      const first = rootOf(uses.get(value) ?? reaching[0]!);
      for (const other of reaching) if (rootOf(other) !== first) rootOf(other).parent = first;
      uses.set(value, first);
    }
    for (const operand of operandsOf(value)) read(operand, state);
  };
  /** what holds where a label's branches go */
  const arriving = new Map<string, State | undefined>();

  const walk = (statements: readonly Statement[], begin: State | undefined): State | undefined => {
    let state = begin;
    for (const s of statements) {
      if (!state) return undefined;
      for (const value of valuesOf(s)) read(value, state);
      const local = s.kind === "set" ? s.index : s.kind === "call" ? s.result : undefined;
      if (local !== undefined) {
        const definition = definitions.get(s) ?? { local };
        definitions.set(s, definition);
        state = new Map(state).set(local, new Set([definition]));
      } else if (s.kind === "if") {
        state = merge(walk(s.ifTrue, state), walk(s.ifFalse, state));
      } else if (s.kind === "block") {
        arriving.set(s.label, undefined);
        state = merge(walk(s.body, state), arriving.get(s.label));
      } else if (s.kind === "loop") {
        state = walkLoop(s, state);
      } else if (s.kind === "branch") {
        arriving.set(s.label, merge(arriving.get(s.label), state));
        if (!s.condition) state = undefined;
      } else if (s.kind === "return") state = undefined;
    }
    return state;
  };
  const walkLoop = (s: Extract<Statement, { kind: "loop" }>, begin: State): State | undefined => {
    for (let head: State = begin; ; ) {
      arriving.set(s.label, head);
      const end = walk(s.body, head);
      const again = arriving.get(s.label)!;
      if (sizeOf(again) === sizeOf(head)) return end;
      head = again;
    }
  };
  walk(routine.body, new Map(given.map((definition, local) => [local, new Set([definition])])));
  return renamed(routine, given, definitions, uses);
}

function rootOf(definition: Definition): Definition {
  return definition.parent ? rootOf(definition.parent) : definition;
}

function merge(a: State | undefined, b: State | undefined): State | undefined {
  if (!a || !b) return a ?? b;
  return new Map([...a].map(([local, found]) => [local, new Set([...found, ...b.get(local)!])]));
}

const sizeOf = (state: State): number =>
  [...state.values()].reduce((sum, { size }) => sum + size, 0);

/** Numbers the locals anew: the parameters as they were, then one for each group of definitions. */
function renamed(
  routine: Routine,
  given: readonly Definition[],
  definitions: ReadonlyMap<Statement, Definition>,
  uses: ReadonlyMap<Local, Definition>,
): Routine {
  const locals: Type[] = [...routine.parameters];
  const numbers = new Map<Definition, number>();
  routine.parameters.forEach((_, i) => {
    numbers.set(rootOf(given[i]!), i);
  });
  const numberOf = (definition: Definition): number => {
    const root = rootOf(definition);
    const known = numbers.get(root);
    if (known !== undefined) return known;
    const number = locals.push(routine.locals[root.local]!) - 1;
    numbers.set(root, number);
    return number;
  };
  const value = (e: Expression): Expression => {
    switch (e.kind) {
      case "constant":
        return e;
      case "local": {
        const definition = uses.get(e);
        return definition ? { ...e, index: numberOf(definition) } : e; // without one it is never reached
      }
      case "load":
        return { ...e, pointer: value(e.pointer) };
      case "unary":
        return { ...e, value: value(e.value) };
      case "binary":
        return { ...e, left: value(e.left), right: value(e.right) };
      case "select":
        return {
          ...e,
          condition: value(e.condition),
          ifTrue: value(e.ifTrue),
          ifFalse: value(e.ifFalse),
        };
    }
  };
  const defined = (s: Statement, local: number): number => {
    const definition = definitions.get(s);
    return definition ? numberOf(definition) : local;
  };
  const statement = (s: Statement): Statement => {
    switch (s.kind) {
      case "set":
        return { ...s, index: defined(s, s.index), value: value(s.value) };
      case "store":
        return { ...s, pointer: value(s.pointer), value: value(s.value) };
      case "call":
        return {
          ...s,
          operands: s.operands.map(value),
          ...(s.result !== undefined && { result: defined(s, s.result) }),
        };
      case "if":
        return {
          ...s,
          condition: value(s.condition),
          ifTrue: s.ifTrue.map(statement),
          ifFalse: s.ifFalse.map(statement),
        };
      case "loop":
      case "block":
        return { ...s, body: s.body.map(statement) };
      case "branch":
        return s.condition ? { ...s, condition: value(s.condition) } : s;
      case "return":
        return s.value ? { ...s, value: value(s.value) } : s;
    }
  };
  const body = routine.body.map(statement);
  return { ...routine, locals, body };
}
