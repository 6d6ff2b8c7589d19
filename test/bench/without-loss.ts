import {
  constant,
  type Program,
  type Routine,
  type Statement,
} from "../../src/common/compiler/ir/ir.js";
import { eachStatement, localsIn, valuesOf } from "../../src/common/compiler/ir/walk.js";

/** What steps and tells the loss, for all networks and for a single unit. */
const DESCENTS = ["assembly/descend/descend", "assembly/descend-unit/descendUnit"];

/** A program whose steps and losses are 0, and which computes nothing that leads to them: for comparing with code that does so. */
export function withoutLoss(program: Program): Program {
  const pure = new Set(program.routines.filter(isPure).map(({ name }) => name));
  const routines = program.routines.map((routine) =>
    DESCENTS.includes(routine.name) ? withoutResult(routine, pure) : routine,
  );
  return { ...program, routines };
}

function isPure({ body, result }: Routine): boolean {
  let pure = result !== undefined;
  eachStatement(body, ({ kind }) => {
    if (kind === "store" || kind === "call") pure = false;
  });
  return pure;
}

function withoutResult(routine: Routine, pure: ReadonlySet<string>): Routine {
  const body = change(routine.body, (s) =>
    s.kind === "return" && s.value ? { ...s, value: constant("f32", 0) } : s,
  );
  const needed = neededIn(body, pure);
  const isDead = (s: Statement) =>
    (s.kind === "set" && !needed.has(s.index)) ||
    (s.kind === "call" && pure.has(s.target) && !needed.has(s.result!));
  return { ...routine, body: change(body, (s) => (isDead(s) ? undefined : s)) };
}

/** The locals that something else than their own sums depends on. */
function neededIn(body: readonly Statement[], pure: ReadonlySet<string>): ReadonlySet<number> {
  const needed = new Set<number>();
  for (let before = -1; before < needed.size; ) {
    before = needed.size;
    eachStatement(body, (s) => {
      const set = s.kind === "set" ? s.index : undefined;
      const result = s.kind === "call" && pure.has(s.target) ? s.result : undefined;
      const gives = set ?? result;
      if (gives !== undefined && !needed.has(gives)) return;
      for (const value of valuesOf(s)) for (const local of localsIn(value)) needed.add(local);
    });
  }
  return needed;
}

/** Statements with each changed or, where nothing is given, left out, those within them too. */
function change(
  statements: readonly Statement[],
  each: (s: Statement) => Statement | undefined,
): readonly Statement[] {
  return statements.flatMap((given): readonly Statement[] => {
    const s = each(given);
    if (!s) return [];
    if (s.kind === "loop" || s.kind === "block") return [{ ...s, body: change(s.body, each) }];
    if (s.kind !== "if") return [s];
    const [ifTrue, ifFalse] = [change(s.ifTrue, each), change(s.ifFalse, each)];
    return ifTrue.length + ifFalse.length > 0 ? [{ ...s, ifTrue, ifFalse }] : [];
  });
}
