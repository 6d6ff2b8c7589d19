import type { Routine } from "../ir/ir.js";
import type { Core } from "./core.js";
import { type Layout, layOut } from "./encode/layout.js";
import { emitEntry } from "./entry.js";
import type { Allocated, Register } from "./instruction.js";
import { emitRoutine } from "./routine.js";
import { THUMB_1 } from "./thumb1/emit.js";
import { THUMB_2 } from "./thumb2/emit.js";

/** A way into the code from outside. */
export interface WayIn {
  readonly label: string;
  readonly routine: Routine;
  /** the registers that the routine changes */
  readonly used: ReadonlySet<Register>;
}

/** Routines and ways in as bytes. */
export function assemble(
  core: Core,
  routines: readonly Allocated[],
  entries: readonly WayIn[],
): Layout {
  const set = core.instructions === "thumb-1" ? THUMB_1 : THUMB_2;
  const items = [
    ...routines.flatMap((routine) => emitRoutine(routine, set)),
    ...entries.flatMap((entry) => emitEntry(entry, core)),
  ];
  return layOut(items, core.instructions);
}
