import type { Program } from "../ir/ir.js";
import { withoutDeadSets } from "./dead-sets.js";
import { foldRoutine } from "./fold.js";

/**
 * Folds once more when locals are separate: what shared a local hid that one is but a copy of another. Drops what nothing
 * reads then.
 */
export const copies = (program: Program): Program => ({
  ...program,
  routines: program.routines.map((routine) => withoutDeadSets(foldRoutine(routine))),
});
