import type { WayIn } from "./assemble.js";
import { resultRegister } from "./calls.js";
import type { Core } from "./core.js";
import { encoded } from "./encode/encode.js";
import type { Item } from "./encode/layout.js";
import { pop, push } from "./encode/memory.js";
import { BASE, floatRegister, LINK, PROGRAM_COUNTER, type Register } from "./instruction.js";
import { code } from "./routine.js";

/** What the caller of an entry expects kept (AAPCS): r4 to r11, s16 to s31. */
const PRESERVED: readonly Register[] = [4, 5, 6, 7, 8, 9, 10, 11];
const FIRST_PRESERVED_FLOAT = floatRegister(16);

const mov = (d: Register, a: Register) => encoded("mov", { d, a });

/** The way in from outside, `int entry(int memory, int argument)`: keeps what the caller expects kept, and calls a routine. */
export function emitEntry({ label, routine, used }: WayIn, core: Core): Item[] {
  const { name, parameters, result } = routine;
  const kept = PRESERVED.filter((register) => register === BASE || used.has(register));
  // Thumb-1 pushes no high registers: as many low ones carry them to the stack and back.
  const high = kept.filter((register) => core.instructions === "thumb-1" && register > 7);
  const carriers = PRESERVED.slice(0, high.length);
  const pushed = PRESERVED.filter(
    (register) =>
      carriers.includes(register) || (kept.includes(register) && !high.includes(register)),
  );
  // Whole pairs, so that the stack keeps its alignment of 8.
  const floats = (Math.max(...used) - FIRST_PRESERVED_FLOAT + 2) & ~1;
  const row = { a: FIRST_PRESERVED_FLOAT, i: floats };
  const toFloat = encoded("tof", { d: floatRegister(0), a: 1 });
  const fromFloat = encoded("tor", { d: resultRegister("i32"), a: floatRegister(0) });
  const before = [
    push([...pushed, LINK]),
    ...high.map((register, n) => mov(carriers[n]!, register)),
    ...(high.length > 0 ? [push(carriers)] : []),
    ...(floats > 0 ? [encoded("vpush", row)] : []),
    mov(BASE, 0),
    ...(parameters.length > 0 ? [core.fpu && parameters[0] === "f32" ? toFloat : mov(0, 1)] : []),
  ];
  const after = [
    ...(core.fpu && result === "f32" ? [fromFloat] : []),
    ...(floats > 0 ? [encoded("vpop", row)] : []),
    ...(high.length > 0 ? [pop(carriers)] : []),
    ...high.map((register, n) => mov(register, carriers[n]!)),
    pop([...pushed, PROGRAM_COUNTER]),
  ];
  return [
    { kind: "label", name: label },
    code(...before),
    { kind: "call", to: name },
    code(...after),
    { kind: "no-fall-through" },
  ];
}
