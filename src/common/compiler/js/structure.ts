import { UserError } from "../../errors.js";
import type { Expression, Statement } from "../ir/ir.js";
import { branchesTo } from "../ir/walk.js";

/** Statements of a language without labels: a loop is left by "break" only. */
export type Structured =
  | Exclude<Statement, { kind: "if" | "loop" | "block" | "branch" }>
  | {
      readonly kind: "if";
      readonly condition: Expression;
      readonly ifTrue: readonly Structured[];
      readonly ifFalse: readonly Structured[];
    }
  /** runs its body while the condition holds; "after": asks it after the body, so runs that at least once */
  | {
      readonly kind: "while";
      readonly condition: Expression;
      readonly after: boolean;
      readonly body: readonly Structured[];
    };

/**
 * Turns blocks and branches into ifs and whiles. A branch out of a block makes what follows it conditional; a branch back
 * to a loop must be the last thing that the loop's body does on its way.
 * @throws UserError where that is not enough, which no kernel needs
 */
export function structured(statements: readonly Statement[]): Structured[] {
  return statements.flatMap((s) => {
    switch (s.kind) {
      case "if":
        return [{ ...s, ifTrue: structured(s.ifTrue), ifFalse: structured(s.ifFalse) }];
      case "block":
        return structured(withoutBranches(s.body, s.label));
      case "loop":
        return structuredLoop(s.body, s.label);
      case "branch":
        return refuse(s.label);
      default:
        return [s];
    }
  });
}

function refuse(label: string): never {
  throw new UserError(`${label}: got a branch that JavaScript without labels cannot express`);
}

/** A block's body in which each branch to its end is gone: what stood behind it runs only where it was not taken. */
function withoutBranches(body: readonly Statement[], label: string): Statement[] {
  const at = body.findIndex((s) => branchesTo([s], label));
  if (at < 0) return [...body];
  const before = body.slice(0, at);
  const rest = withoutBranches(body.slice(at + 1), label);
  const s = body[at]!;
  if (s.kind === "branch") {
    if (!s.condition) return before;
    return [...before, { kind: "if", condition: s.condition, ifTrue: [], ifFalse: rest }];
  }
  if (s.kind === "block") {
    return withoutBranches([...before, ...withoutBranches(s.body, s.label), ...rest], label);
  }
  if (s.kind !== "if") return refuse(label);
  const [ifTrue, ifFalse] = [withoutBranches(s.ifTrue, label), withoutBranches(s.ifFalse, label)];
  if (rest.length === 0) return [...before, { ...s, ifTrue, ifFalse }];
  if (leaves(s.ifTrue)) {
    return [...before, { ...s, ifTrue, ifFalse: withoutBranches([...s.ifFalse, ...rest], label) }];
  }
  if (leaves(s.ifFalse)) {
    return [...before, { ...s, ifTrue: withoutBranches([...s.ifTrue, ...rest], label), ifFalse }];
  }
  return refuse(label);
}

/** Whether what stands behind a list of statements never runs after it. */
function leaves(statements: readonly Statement[]): boolean {
  const last = statements.at(-1);
  return last?.kind === "return" || (last?.kind === "branch" && !last.condition);
}

/** Whether a list of statements ends with a branch to a label, and has no other. */
function goesTo(statements: readonly Statement[], label: string): boolean {
  const last = statements.at(-1);
  return (
    last?.kind === "branch" &&
    last.label === label &&
    !last.condition &&
    !branchesTo(statements.slice(0, -1), label)
  );
}

/** A loop that goes back from its end, or from the end of an "if" that is its end. */
function structuredLoop(body: readonly Statement[], label: string): Structured[] {
  const last = body.at(-1);
  const before = body.slice(0, -1);
  if (branchesTo(before, label)) return refuse(label);
  if (last?.kind === "branch" && last.label === label && last.condition) {
    return [{ kind: "while", condition: last.condition, after: true, body: structured(before) }];
  }
  if (last?.kind !== "if" || !goesTo(last.ifTrue, label) || branchesTo(last.ifFalse, label)) {
    return branchesTo(body, label) ? refuse(label) : structured(body);
  }
  const { condition } = last;
  const again = structured(last.ifTrue.slice(0, -1));
  const first = structured(before);
  // What comes before the condition runs once more than what comes after it.
  return [
    ...first,
    { kind: "while", condition, after: false, body: [...again, ...first] },
    ...structured(last.ifFalse),
  ];
}
