import {
  constant,
  type Expression,
  loadFrom,
  type Program,
  type Routine,
  type Statement,
  type Type,
} from "./ir.js";
import { localsSet } from "./walk.js";

/**
 * Where a local gets a value: a statement, the routine's start, or a place where ways meet, which has the definitions that
 * arrive there. Those that one read can see become one, by `parent`.
 */
interface Definition {
  readonly local: number;
  readonly arriving?: Definition[];
  read?: boolean;
  parent?: Definition;
  /** of what became one: whether a statement sets it, and the local that it gets */
  set?: boolean;
  number?: number;
}

type Own<T> = { -readonly [K in keyof T]: T[K] };
/** A copy of what names a local: a read, or a statement that sets it. */
type Name =
  | Own<Extract<Expression, { kind: "local" }>>
  | Own<Extract<Statement, { kind: "set" }>>
  | Own<Extract<Statement, { kind: "call" }>>;

/** What gets the number of a definition's local. */
interface Later {
  readonly definition: Definition;
  readonly name: Name;
}

/** For each local the definition that holds; undefined where nothing is reached. */
type State = Definition[] | undefined;

/** What arrives at a label: a loop's start has its meetings from the beginning, a block's end gets them as they come. */
type Arriving = { start: Definition[]; set: ReadonlySet<number> } | { end: State };

/**
 * Gives values that have nothing to do with each other locals of their own, and drops what is never reached. Kernels'
 * compilers let them share, which hides what a local is for: a counter here, an address there.
 */
export function separateLocals(program: Program): Program {
  return { ...program, routines: program.routines.map(separate) };
}

function separate(routine: Routine): Routine {
  const given = routine.locals.map((_, local): Definition => ({ local }));
  /** what gets numbers of locals, which are known when the routine has been walked */
  const later: Later[] = [];
  const arriving = new Map<string, Arriving>();

  const value = (e: Expression, state: Definition[]): Expression => {
    switch (e.kind) {
      case "constant":
      case "global":
        return e;
      case "local": {
        const definition = state[e.index]!;
        read(definition);
        const name: Name = { kind: "local", type: e.type, index: e.index };
        later.push({ definition, name });
        return name;
      }
      case "load":
        return loadFrom(e, value(e.pointer, state), e.offset);
      case "unary":
        return {
          kind: "unary",
          type: e.type,
          operator: e.operator,
          value: value(e.value, state),
        };
      case "binary":
        return {
          kind: "binary",
          type: e.type,
          operator: e.operator,
          left: value(e.left, state),
          right: value(e.right, state),
        };
      case "select":
        return {
          kind: "select",
          type: e.type,
          condition: value(e.condition, state),
          ifTrue: value(e.ifTrue, state),
          ifFalse: value(e.ifFalse, state),
        };
      case "vector":
        return {
          kind: "vector",
          type: e.type,
          operator: e.operator,
          operands: e.operands.map((operand) => value(operand, state)),
          lane: e.lane,
        };
    }
  };
  /** Walks statements from a state, which it changes; gives the state at their end. */
  const walk = (statements: readonly Statement[], from: Definition[], out: Statement[]): State => {
    let state: State = from;
    for (let i = 0; i < statements.length; i++) {
      if (!state) return undefined;
      state = step(statements[i]!, state, out);
    }
    return state;
  };
  const step = (s: Statement, state: Definition[], out: Statement[]): State => {
    switch (s.kind) {
      case "set": {
        const name: Name = { kind: "set", index: s.index, value: value(s.value, state) };
        const definition = { local: s.index };
        state[s.index] = definition;
        later.push({ definition, name });
        out.push(name);
        return state;
      }
      case "store":
        out.push({
          kind: "store",
          pointer: value(s.pointer, state),
          offset: s.offset,
          value: value(s.value, state),
        });
        return state;
      case "call": {
        const operands = s.operands.map((operand) => value(operand, state));
        const { target, result } = s;
        if (result === undefined) {
          out.push({ kind: "call", target, operands });
          return state;
        }
        const name: Name = { kind: "call", target, operands, result };
        const definition = { local: result };
        state[result] = definition;
        later.push({ definition, name });
        out.push(name);
        return state;
      }
      case "if": {
        const condition = value(s.condition, state);
        const ifTrue: Statement[] = [];
        const ifFalse: Statement[] = [];
        out.push({ kind: "if", condition, ifTrue, ifFalse });
        const afterTrue = walk(s.ifTrue, state.slice(), ifTrue);
        return meet(afterTrue, walk(s.ifFalse, state, ifFalse));
      }
      case "loop": {
        const set = localsSet(s.body);
        const start = state.slice();
        for (const local of set) start[local] = { local, arriving: [state[local]!] };
        arriving.set(s.label, { start, set });
        const body: Statement[] = [];
        out.push({ kind: "loop", label: s.label, body });
        return walk(s.body, start.slice(), body);
      }
      case "block": {
        const end: Arriving = { end: undefined };
        arriving.set(s.label, end);
        const body: Statement[] = [];
        out.push({ kind: "block", label: s.label, body });
        return meet(walk(s.body, state, body), end.end);
      }
      case "branch": {
        const condition = s.condition && value(s.condition, state);
        out.push(condition ? { kind: "branch", label: s.label, condition } : s);
        const to = arriving.get(s.label)!;
        if ("start" in to) for (const local of to.set) arrive(to.start[local]!, state[local]!);
        else to.end = meet(to.end, state.slice());
        return condition ? state : undefined;
      }
      case "return":
        out.push(s.value ? { kind: "return", value: value(s.value, state) } : s);
        return undefined;
    }
  };

  const body: Statement[] = [];
  walk(routine.body, given.slice(), body);
  return { ...routine, locals: numbered(routine, given, later), body };
}

/** Gives locals numbers, to all that names them; says of what types they are. */
function numbered(
  routine: Routine,
  given: readonly Definition[],
  later: readonly Later[],
): readonly Type[] {
  const locals: Type[] = [...routine.parameters];
  routine.parameters.forEach((_, i) => {
    rootOf(given[i]!).number = i;
  });
  const roots: Definition[] = [];
  for (let i = 0; i < later.length; i++) {
    const root = rootOf(later[i]!.definition);
    if (later[i]!.name.kind !== "local") root.set = true;
    roots.push(root);
  }
  for (let i = 0; i < later.length; i++) {
    const { name } = later[i]!;
    const root = roots[i]!;
    let { number } = root;
    if (number === undefined) {
      if (name.kind === "local" && !root.set) {
        // What no statement sets is 0.
        Object.assign(name, constant(name.type, 0), { index: undefined });
        continue;
      }
      number = locals.push(routine.locals[root.local]!) - 1;
      root.number = number;
    }
    if (name.kind === "call") name.result = number;
    else name.index = number;
  }
  return locals;
}

function rootOf(definition: Definition): Definition {
  let root = definition;
  while (root.parent) root = root.parent;
  if (root !== definition) definition.parent = root;
  return root;
}

function unite(a: Definition, b: Definition): void {
  const first = rootOf(a);
  const second = rootOf(b);
  if (first !== second) second.parent = first;
}

/** A read sees a definition; where it is a meeting, all that arrive there. */
function read(definition: Definition): void {
  if (definition.read) return;
  definition.read = true;
  if (!definition.arriving) return;
  for (const other of definition.arriving) {
    read(other);
    unite(definition, other);
  }
}

/** One more definition arrives at a meeting. */
function arrive(meeting: Definition, other: Definition): void {
  if (meeting === other) return;
  meeting.arriving!.push(other);
  if (!meeting.read) return;
  read(other);
  unite(meeting, other);
}

/** What holds where two ways meet. */
function meet(a: State, b: State): State {
  if (!a || !b) return a ?? b;
  return a.map((definition, local) =>
    definition === b[local] ? definition : { local, arriving: [definition, b[local]!] },
  );
}
