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

/** Statements without those that set what is not read; themselves when all is read. */
function withoutSets(
  statements: readonly Statement[],
  read: ReadonlySet<number>,
): readonly Statement[] {
  let kept: Statement[] | undefined;
  for (let i = 0; i < statements.length; i++) {
    const s = statements[i]!;
    const now = withoutSet(s, read);
    if (now !== s) kept ??= statements.slice(0, i);
    if (now) kept?.push(now);
  }
  return kept ?? statements;
}

function withoutSet(s: Statement, read: ReadonlySet<number>): Statement | undefined {
  switch (s.kind) {
    case "set":
      return read.has(s.index) ? s : undefined;
    case "call": {
      if (s.result === undefined || read.has(s.result)) return s;
      const { result: _, ...rest } = s;
      return rest;
    }
    case "if": {
      const [ifTrue, ifFalse] = [withoutSets(s.ifTrue, read), withoutSets(s.ifFalse, read)];
      if (ifTrue.length + ifFalse.length === 0) return undefined;
      return ifTrue === s.ifTrue && ifFalse === s.ifFalse ? s : { ...s, ifTrue, ifFalse };
    }
    case "loop":
    case "block": {
      const body = withoutSets(s.body, read);
      return body === s.body ? s : { ...s, body };
    }
    default:
      return s;
  }
}
