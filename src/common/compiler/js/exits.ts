import { constant, type Expression, local, type Routine, type Statement } from "../ir/ir.js";
import { bodiesOf, withBodies } from "../ir/walk.js";

type Loop = Extract<Statement, { kind: "loop" }>;

/** What the variable of a loop says at the end of its body: it ends, or goes on; or, counted from OUT, which label it goes to. */
const END = 0;
const AGAIN = 1;
const OUT = 2;

/**
 * A routine in which no loop is left from its midst for a label outside of it, as a language without labels has it: such a
 * loop has a variable that says where to go, and asks it at the end of its body and behind itself.
 */
export function withExitsBehindLoops(routine: Routine): Routine {
  const locals = [...routine.locals];
  const takeLocal = () => locals.push("i32") - 1;
  const list = (statements: readonly Statement[]): Statement[] =>
    statements.flatMap((s): Statement[] => {
      const inner = withBodies(s, list);
      return inner.kind === "loop" ? leftAtItsEnd(inner, takeLocal) : [inner];
    });
  const body = list(routine.body);
  return locals.length === routine.locals.length ? routine : { ...routine, locals, body };
}

function leftAtItsEnd(loop: Loop, takeLocal: () => number): Statement[] {
  const exits = [...labelsOutside(loop.body, new Set([loop.label]))];
  if (exits.length === 0) return [loop];
  const way = takeLocal();
  const end = `${loop.label}.end`;
  const go = (value: number): Statement => ({
    kind: "set",
    index: way,
    value: constant("i32", value),
  });
  const goes = (value: number): Expression => ({
    kind: "binary",
    type: "i32",
    operator: "eq",
    left: local("i32", way),
    right: constant("i32", value),
  });
  /** undefined for a label within the loop */
  const wayTo = (label: string): number | undefined => {
    if (label === loop.label) return AGAIN;
    return exits.includes(label) ? OUT + exits.indexOf(label) : undefined;
  };
  const inside = (statements: readonly Statement[]): Statement[] =>
    statements.flatMap((s): Statement[] => {
      const value = s.kind === "branch" ? wayTo(s.label) : undefined;
      if (s.kind !== "branch" || value === undefined) return [withBodies(s, inside)];
      const leave: Statement[] = [go(value), { kind: "branch", label: end }];
      const { condition } = s;
      return condition ? [{ kind: "if", condition, ifTrue: leave, ifFalse: [] }] : leave;
    });
  const again: Statement = { kind: "branch", label: loop.label, condition: goes(AGAIN) };
  const body: Statement[] = [
    go(END),
    { kind: "block", label: end, body: inside(loop.body) },
    again,
  ];
  const onward = exits.map(
    (label, i): Statement => ({ kind: "branch", label, condition: goes(OUT + i) }),
  );
  return [{ ...loop, body }, ...onward];
}

/** The labels that statements branch to and that do not stand within them. */
function labelsOutside(
  statements: readonly Statement[],
  within: ReadonlySet<string>,
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const s of statements) {
    if (s.kind === "branch") {
      if (!within.has(s.label)) found.add(s.label);
      continue;
    }
    const own = s.kind === "block" || s.kind === "loop" ? new Set([...within, s.label]) : within;
    for (const body of bodiesOf(s)) {
      for (const label of labelsOutside(body, own)) found.add(label);
    }
  }
  return found;
}
