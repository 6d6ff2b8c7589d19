import { constant, type Program, type Routine, type Statement, type Type } from "../ir/ir.js";
import { mapStatements } from "../ir/map-statements.js";
import { bodiesOf, branchesTo, callsIn, sizeOf } from "../ir/walk.js";
import { withoutDeadSets } from "./dead-sets.js";
import { foldRoutine } from "./fold.js";

type Call = Extract<Statement, { kind: "call" }>;

/**
 * A routine that is called once and is no longer than this goes into its caller (statements and operations). More costs
 * Wasm's bytes and gains no instructions; none costs 9 % of an interpreter's instructions (npm run bench).
 */
const LONGEST = 150;

/** Puts routines that are called once, and those that do nothing, in the place of their calls. */
export function inline(program: Program): Program {
  const exported = new Set(program.exports.values());
  const calls = new Map<string, number>();
  for (const { target } of program.routines.flatMap(({ body }) => callsIn(body))) {
    calls.set(target, (calls.get(target) ?? 0) + 1);
  }
  const inlined = new Map<string, Routine>();
  const routines = program.routines.flatMap((source) => {
    const calleeOf = ({ target }: Call) => inlined.get(target);
    const routine = callsIn(source.body).some(calleeOf) ? withCalleesIn(source, calleeOf) : source;
    const once = calls.get(routine.name) === 1 && sizeOf(routine.body) <= LONGEST;
    if (exported.has(routine.name) || !(once || routine.body.length === 0)) return [routine];
    inlined.set(routine.name, routine);
    return [];
  });
  return { ...program, routines };
}

/**
 * A routine with what it calls in the place of calls, folded.
 * @param calleeOf what to put in a call's place, if anything; it is told whether the call is in a loop
 */
export function withCalleesIn(
  routine: Routine,
  calleeOf: (call: Call, inLoop: boolean) => Routine | undefined,
): Routine {
  const locals = [...routine.locals];
  let count = 0;
  const list = (statements: readonly Statement[], inLoop: boolean): Statement[] =>
    statements.flatMap((s): Statement[] => {
      switch (s.kind) {
        case "call": {
          const callee = calleeOf(s, inLoop);
          return callee ? inPlace(s, callee, locals, `${++count}`) : [s];
        }
        case "if":
          return [
            {
              kind: "if",
              condition: s.condition,
              ifTrue: list(s.ifTrue, inLoop),
              ifFalse: list(s.ifFalse, inLoop),
            },
          ];
        case "loop":
          return [{ kind: "loop", label: s.label, body: list(s.body, true) }];
        case "block":
          return [{ kind: s.kind, label: s.label, body: list(s.body, inLoop) }];
        default:
          return [s];
      }
    });
  const body = list(routine.body, false);
  return count === 0 ? routine : withoutDeadSets(foldRoutine({ ...routine, locals, body }));
}

/**
 * The statements of a call's target in its place.
 * @param locals the caller's, to which the callee's come
 * @param id makes the callee's labels the caller's own
 */
function inPlace(call: Call, callee: Routine, locals: Type[], id: string): Statement[] {
  const base = locals.length;
  locals.push(...callee.locals);
  const body = mapStatements(withReturnsLast(callee.body), {
    set: (index) => base + index,
    value: (e) => (e.kind === "local" ? { ...e, index: base + e.index } : e),
    label: (label) => `${label}.${id}`,
  });
  // In a loop the callee's own locals must be 0 again each time.
  const start = callee.locals.map((type, i): Statement => {
    const value = call.operands[i] ?? constant(type, 0);
    return { kind: "set", index: base + i, value };
  });
  const end = `return.${id}`;
  const out = withoutReturns(body, call.result, end, true);
  return [
    ...start,
    ...(branchesTo(out, end) ? [{ kind: "block" as const, label: end, body: out }] : out),
  ];
}

/** `if (c) {…; return} rest` as `if (c) {…; return} else {rest}`: each return comes last on its way, where it can. */
function withReturnsLast(statements: readonly Statement[]): readonly Statement[] {
  const at = statements.findIndex((s) => s.kind === "if" && returns([s]));
  const s = statements[at];
  if (s?.kind !== "if") return statements;
  const rest = statements.slice(at + 1);
  const [leavesTrue, leavesFalse] = [leaves(s.ifTrue), leaves(s.ifFalse)];
  if (!leavesTrue && !leavesFalse) return statements;
  const ifTrue = withReturnsLast(leavesTrue ? s.ifTrue : [...s.ifTrue, ...rest]);
  const ifFalse = withReturnsLast(leavesFalse ? s.ifFalse : [...s.ifFalse, ...rest]);
  return [...statements.slice(0, at), { ...s, ifTrue, ifFalse }];
}

const returns = (statements: readonly Statement[]): boolean =>
  statements.some((s) => s.kind === "return" || bodiesOf(s).some(returns));

/** Whether what stands behind statements never runs after them. */
function leaves(statements: readonly Statement[]): boolean {
  const last = statements.at(-1);
  if (last?.kind === "if") return leaves(last.ifTrue) && leaves(last.ifFalse);
  return last?.kind === "return" || (last?.kind === "branch" && !last.condition);
}

/** Statements that set `result` and go to their end where they returned. */
function withoutReturns(
  statements: readonly Statement[],
  result: number | undefined,
  end: string,
  last: boolean,
): Statement[] {
  return statements.flatMap((s, i): Statement[] => {
    const here = last && i === statements.length - 1;
    switch (s.kind) {
      case "return":
        return [
          ...(s.value && result !== undefined
            ? [{ kind: "set" as const, index: result, value: s.value }]
            : []),
          ...(here ? [] : [{ kind: "branch" as const, label: end }]),
        ];
      case "if":
        return [
          {
            kind: "if",
            condition: s.condition,
            ifTrue: withoutReturns(s.ifTrue, result, end, here),
            ifFalse: withoutReturns(s.ifFalse, result, end, here),
          },
        ];
      case "loop":
      case "block":
        return [
          {
            kind: s.kind,
            label: s.label,
            body: withoutReturns(s.body, result, end, false),
          },
        ];
      default:
        return [s];
    }
  });
}
