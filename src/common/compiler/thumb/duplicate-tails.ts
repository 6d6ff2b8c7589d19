import { type Instruction, labelsOf } from "./instruction.js";

/** Instructions of a tail that is worth its bytes to save a jump in each round of a loop. */
const SHORT = 8;

/**
 * Ways through a loop's body that meet at its end each get that end: instead of jumping to it, they go on to the next round
 * themselves.
 * @param newLabel makes a label that the routine does not have
 */
export function duplicateTails(
  code: readonly Instruction[],
  newLabel: () => string,
): Instruction[] {
  const places = labelsOf(code);
  /** labels of what stands behind loops, by its place */
  const behind = new Map<number, string>();
  const tails = code.map((i) => {
    if (i.op !== "b" || i.depth === 0) return undefined;
    const tail = tailAt(code, places, places.get(i.to!)!);
    if (!tail || code[tail.end - 1]!.depth !== i.depth) return undefined;
    if (!behind.has(tail.end)) behind.set(tail.end, newLabel());
    return tail;
  });
  const all: Instruction[] = [];
  for (let at = 0; at < code.length; at++) {
    const i = code[at]!;
    const leaving = behind.get(at);
    if (leaving !== undefined) all.push({ op: "label", s: [], to: leaving, depth: i.depth });
    const tail = tails[at];
    if (tail) {
      const to = behind.get(tail.end)!;
      all.push(...tail.instructions, { op: "b", s: [], to, depth: i.depth - 1 });
    } else all.push(i);
  }
  return all;
}

/** What runs from a place on, if that is short and ends with the branch to a loop's next round. */
function tailAt(
  code: readonly Instruction[],
  places: ReadonlyMap<string, number>,
  from: number,
): { readonly instructions: readonly Instruction[]; readonly end: number } | undefined {
  const instructions: Instruction[] = [];
  for (let at = from, steps = 0; instructions.length < SHORT && steps < 2 * SHORT; steps++) {
    const i = code[at]!;
    if (i.op === "ret" || i.op === "call") return undefined;
    if (i.op === "b") {
      at = places.get(i.to!)!;
      continue;
    }
    at++;
    if (i.op === "label") continue;
    instructions.push(i);
    if (i.op === "bcc") return places.get(i.to!)! < from ? { instructions, end: at } : undefined;
  }
  return undefined;
}
