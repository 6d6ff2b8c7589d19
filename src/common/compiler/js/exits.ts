import { constant, type Expression, local, type Routine, type Statement } from "../ir/ir.js";
import { bodiesOf } from "../ir/walk.js";

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
      switch (s.kind) {
        case "if":
          return [{ ...s, ifTrue: list(s.ifTrue), ifFalse: list(s.ifFalse) }];
        case "block":
          return [{ ...s, body: list(s.body) }];
        case "loop":
          return leftAtItsEnd({ ...s, body: list(s.body) }, takeLocal);
        default:
          return [s];
      }
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
      switch (s.kind) {
        case "if":
          return [{ ...s, ifTrue: inside(s.ifTrue), ifFalse: inside(s.ifFalse) }];
        case "block":
        case "loop":
          return [{ ...s, body: inside(s.body) }];
        case "branch": {
          const value = wayTo(s.label);
          if (value === undefined) return [s];
          const leave: Statement[] = [go(value), { kind: "branch", label: end }];
          const { condition } = s;
          return condition ? [{ kind: "if", condition, ifTrue: leave, ifFalse: [] }] : leave;
        }
        default:
          return [s];
      }
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
