import type { Routine, Statement } from "../ir/ir.js";
import { localsRead, localsSet } from "../ir/walk.js";

/** Drops what sets locals that nothing reads, and what is then empty. */
export function withoutDeadSets(routine: Routine): Routine {
  let body = routine.body;
  for (;;) {
    const read = localsRead(body);
    let dead = false;
    for (const local of localsSet(body)) dead ||= !read.has(local);
    if (!dead) return body === routine.body ? routine : { ...routine, body };
    body = withoutSets(body, read);
  }
}

function withoutSets(statements: readonly Statement[], read: ReadonlySet<number>): Statement[] {
  return statements.flatMap((s): Statement[] => {
    switch (s.kind) {
      case "set":
        return read.has(s.index) ? [s] : [];
      case "call": {
        if (s.result === undefined || read.has(s.result)) return [s];
        const { result: _, ...rest } = s;
        return [rest];
      }
      case "if": {
        const [ifTrue, ifFalse] = [withoutSets(s.ifTrue, read), withoutSets(s.ifFalse, read)];
        return ifTrue.length + ifFalse.length > 0 ? [{ ...s, ifTrue, ifFalse }] : [];
      }
      case "loop":
      case "block":
        return [{ ...s, body: withoutSets(s.body, read) }];
      default:
        return [s];
    }
  });
}
