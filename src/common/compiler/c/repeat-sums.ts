import type { Expression, Statement } from "../ir/ir.js";

type Loop = Extract<Statement, { kind: "loop" }>;

/** How often the body of a loop that only sums is printed. */
export const REPEATED = 4;

/** Whether a loop does nothing but read, multiply and add to running sums, behind its last statement's way back. */
export function onlySums({ body }: Loop): boolean {
  const rest = body.slice(0, -1);
  return rest.every((s) => s.kind === "set") && rest.some(addsToItself);
}

const addsToItself = (s: Statement): boolean =>
  s.kind === "set" &&
  s.value.kind === "binary" &&
  s.value.type === "f32" &&
  s.value.operator === "add" &&
  (isLocal(s.value.left, s.index) || isLocal(s.value.right, s.index));

/** The local that a loop counts down by one, to end at 0; nothing when it ends otherwise. */
export function countdown({ body }: Loop): number | undefined {
  const last = body.at(-1);
  if (last?.kind !== "branch" || last.condition?.kind !== "local") return undefined;
  const { index } = last.condition;
  const sets = body.filter((s) => s.kind === "set" && s.index === index);
  return sets.length === 1 && sets.every((s) => s.kind === "set" && isOneLess(s.value, index))
    ? index
    : undefined;
}

const isOneLess = (e: Expression, index: number): boolean =>
  e.kind === "binary" &&
  e.operator === "sub" &&
  isLocal(e.left, index) &&
  e.right.kind === "constant" &&
  e.right.value === 1;

const isLocal = (e: Expression, index: number): boolean => e.kind === "local" && e.index === index;

/**
 * The lines of a do … while that only sums, its body several times. GCC's scheduler would mix repeated bodies until it has
 * no registers left, so BARRIER stands between them. Where the loop counts down by one, a count of whole rounds needs no
 * question between the bodies; elsewhere GCC leaves out those that it can answer.
 * @param body a round's lines, indented for a loop at `indent`
 */
export function repeatSums(
  body: readonly string[],
  condition: string,
  indent: string,
  counter: string | undefined,
): string[] {
  const loop = (rounds: readonly string[]) => [
    `${indent}do {`,
    ...rounds,
    `${indent}} while (${condition});`,
  ];
  const between = (lines: readonly string[]) =>
    Array.from({ length: REPEATED }, (_, i) => (i === 0 ? body : [...lines, ...body])).flat();
  const apart = `${indent}  BARRIER;`;
  if (counter === undefined)
    return loop(between([`${indent}  if (!(${condition})) break;`, apart]));
  return [
    `${indent}if (${counter} % ${REPEATED} == 0) {`,
    ...loop(between([apart])),
    `${indent}} else {`,
    ...loop(body),
    `${indent}}`,
  ];
}
