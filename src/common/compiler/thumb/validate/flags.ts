import type { Decoded } from "./decode.js";
import { type Walk, wrong } from "./paths.js";

/** Whether flags are those of a comparison, or of a result right before that may be meant so. */
const areMeant = (flags: Decoded["flags"]) => flags === "compares" || flags === "results";

/** Where jumps over constants go that nothing else goes to: the code goes on there as if nothing stood between. */
function placesBehindConstants({ instructions, targets }: Walk): Set<number> {
  const ways = new Map<number, number>();
  instructions.forEach(({ target }) => {
    if (target !== undefined) ways.set(target, (ways.get(target) ?? 0) + 1);
  });
  const places = new Set<number>();
  instructions.forEach(({ leaves, target, size }, at) => {
    if (leaves !== "jump" || target! <= at || ways.get(target!) !== 1) return;
    let between = at + size;
    while (between < target! && !instructions.has(between)) between += 2;
    if (between === target && targets.has(target)) places.add(target);
  });
  return places;
}

/**
 * Checks flags and where instructions begin, in a routine whose paths were walked: a comparison holds until something
 * changes the flags, a result's flags only right behind it, and neither where ways meet.
 */
export function validateFlags(walk: Walk): void {
  let flags: Decoded["flags"];
  let governed: boolean | undefined = false;
  const behind = placesBehindConstants(walk);
  let expected = -1;
  for (const at of Int32Array.from(walk.instructions.keys()).sort()) {
    const i = walk.instructions.get(at)!;
    walk.at = at;
    if (at < expected) wrong(walk, "branch into an instruction");
    if (!behind.has(at) && (at !== expected || walk.targets.has(at))) flags = undefined;
    expected = at + i.size;
    if (governed && (i.conditional || i.target !== undefined || i.leaves || walk.targets.has(at)))
      wrong(walk, "branch after IT");
    if (i.conditional && !areMeant(flags)) wrong(walk, "flags without a comparison");
    // 16-bit operations leave the flags alone where they happen by them.
    const sets = i.flags && !(governed && i.size === 2 && i.flags !== "compares");
    if (i.leaves === "call") flags = undefined;
    else if (sets) flags = i.flags;
    else if (flags !== "compares" && !i.conditional && !behind.has(i.target ?? -1))
      flags = "changes";
    governed = i.governs;
  }
}
