import type { Decoded } from "./decode.js";
import { type Walk, wrong } from "./paths.js";

/** Whether flags are those of a comparison, or of a result right before that may be meant so. */
const areMeant = (flags: Decoded["flags"], { code }: Walk) =>
  flags === "compares" || flags === "subtracts" || (flags === "results" && code.resultFlags);

/** Checks that no branch or return stands among instructions that happen by the flags. */
function checkConditional(walk: Walk, at: number, i: Decoded): void {
  if (i.conditional || i.target !== undefined || i.leaves || walk.targets.has(at))
    wrong(walk, at, "got a branch among instructions that happen by the flags");
}

/**
 * Checks flags and where instructions begin, in a routine whose paths were walked: a comparison holds until something
 * changes the flags, a result's flags only right behind it, and neither where ways meet.
 */
export function validateFlags(walk: Walk): void {
  let flags: Decoded["flags"];
  let then = 0;
  let expected = -1;
  for (const at of [...walk.instructions.keys()].sort((a, b) => a - b)) {
    const i = walk.instructions.get(at)!;
    if (at < expected)
      wrong(walk, at, "got a branch into an instruction, expected one to its start");
    if (at !== expected || walk.targets.has(at)) flags = undefined;
    expected = at + i.size;
    if (then > 0) checkConditional(walk, at, i);
    if (i.conditional && !areMeant(flags, walk))
      wrong(walk, at, "got flags that were changed since the comparison, expected one before it");
    // 16-bit operations leave the flags alone where they happen by them.
    const sets = i.flags !== undefined && !(then > 0 && i.size === 2 && i.flags !== "compares");
    if (i.leaves === "call") flags = undefined;
    else if (sets) flags = i.flags;
    else if (flags !== "compares" && !i.conditional) flags = "changes";
    then = i.then ?? Math.max(0, then - 1);
  }
}
