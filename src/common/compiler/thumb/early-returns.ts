// Ways through a routine that meet before its end only to return there return themselves: a call at the end of one then is
// the last thing that the routine does.
import type { Routine, Statement } from "../ir/ir.js";
import { withBodies } from "../ir/walk.js";

type Return = Extract<Statement, { kind: "return" }>;

/** A routine whose ways end where they have their result; for those that are called often, since they grow. */
export const withEarlyReturns = (routine: Routine): Routine => ({
  ...routine,
  body: early(routine.body),
});

function early(statements: readonly Statement[]): readonly Statement[] {
  const inside = statements.map((s) => withBodies(s, early));
  const last = inside.at(-1);
  return last?.kind === "return" && isCheap(last) ? returning(inside.slice(0, -1), last) : inside;
}

/** Whether a return may stand several times. */
const isCheap = ({ value }: Return): boolean =>
  value === undefined || value.kind === "local" || value.kind === "constant";

/** Statements that return where they would have run on behind their end. */
function returning(statements: readonly Statement[], end: Return): readonly Statement[] {
  const last = statements.at(-1);
  if (last?.kind === "return" || (last?.kind === "branch" && !last.condition)) return statements;
  const before = statements.slice(0, -1);
  if (last?.kind === "set" && end.value?.kind === "local" && last.index === end.value.index) {
    return returning(before, { ...end, value: last.value });
  }
  if (last?.kind === "if" && isCheap(end)) {
    const [ifTrue, ifFalse] = [returning(last.ifTrue, end), returning(last.ifFalse, end)];
    return [...before, { ...last, ifTrue, ifFalse }];
  }
  if (last?.kind === "block" && isCheap(end)) {
    return [...before, ...returning(leaving(last.body, last.label, end), end)];
  }
  return [...statements, end];
}

/** Statements that return instead of going to a label. */
const leaving = (statements: readonly Statement[], label: string, end: Return): Statement[] =>
  statements.map((s) => {
    if (s.kind !== "branch" || s.label !== label)
      return withBodies(s, (body) => leaving(body, label, end));
    const { condition } = s;
    return condition ? { kind: "if", condition, ifTrue: [end], ifFalse: [] } : end;
  });
