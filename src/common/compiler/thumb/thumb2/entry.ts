import type { WayIn } from "../assemble.js";
import { resultRegister } from "../calls.js";
import type { Core } from "../core.js";
import { encoded } from "../encode/encode.js";
import type { Item } from "../encode/layout.js";
import { pop, push } from "../encode/memory.js";
import { BASE, floatRegister, LINK, PROGRAM_COUNTER, type Register } from "../instruction.js";
import { code } from "../routine.js";

/** What the caller of an entry expects kept (AAPCS): r4 to r11, s16 to s31. */
const PRESERVED: readonly Register[] = [4, 5, 6, 7, 8, 9, 10, 11];
const FIRST_PRESERVED_FLOAT = 16;

/** The way in from outside, `int entry(int memory, int argument)`: keeps what the caller expects kept, and calls a routine. */
export function emitEntry({ label, routine, used }: WayIn, { fpu }: Core): Item[] {
  const { name, parameters, result } = routine;
  const saved = PRESERVED.filter((register) => register === BASE || used.has(register));
  // Whole pairs, so that the stack keeps its alignment of 8.
  const last = Math.max(...Array.from(used, (register) => register - floatRegister(0)));
  const floats = last < FIRST_PRESERVED_FLOAT ? 0 : (last - FIRST_PRESERVED_FLOAT + 2) & ~1;
  const row = { a: floatRegister(FIRST_PRESERVED_FLOAT), i: floats };
  const takesFloat = fpu && parameters[0] === "f32";
  const before = [
    push([...saved, LINK]),
    ...(floats > 0 ? [encoded("vpush", row)] : []),
    encoded("mov", { d: BASE, a: 0 }),
    ...(takesFloat
      ? [encoded("tof", { d: floatRegister(0), a: 1 })]
      : parameters.length > 0
        ? [encoded("mov", { d: 0, a: 1 })]
        : []),
  ];
  const after = [
    ...(fpu && result === "f32"
      ? [encoded("tor", { d: resultRegister("i32"), a: floatRegister(0) })]
      : []),
    ...(floats > 0 ? [encoded("vpop", row)] : []),
    pop([...saved, PROGRAM_COUNTER]),
  ];
  return [
    { kind: "label", name: label },
    code(...before),
    { kind: "call", to: name },
    code(...after),
    { kind: "no-fall-through" },
  ];
}
