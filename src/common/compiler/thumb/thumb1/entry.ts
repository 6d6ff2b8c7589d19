import type { WayIn } from "../assemble.js";
import { resultRegister } from "../calls.js";
import { encoded } from "../encode/encode.js";
import type { Item } from "../encode/layout.js";
import { pop, push } from "../encode/memory.js";
import { BASE, LINK, PROGRAM_COUNTER, type Register } from "../instruction.js";
import { code } from "../routine.js";

const mov = (d: number, a: number) => encoded("mov", { d, a });

const PRESERVED_LOW: readonly Register[] = [4, 5, 6, 7];
const PRESERVED_HIGH: readonly Register[] = [8, 9, 10, 11];

/** The way in from outside, `int entry(int memory, int argument)`: keeps what the caller expects kept, and calls a routine. */
export function emitEntry({ label, routine, used }: WayIn): Item[] {
  const high = PRESERVED_HIGH.filter((r) => r === BASE || used.has(r));
  // As many low registers carry the high ones to the stack and back.
  const carriers = PRESERVED_LOW.slice(0, high.length);
  const low = PRESERVED_LOW.filter((r) => used.has(r) || carriers.includes(r));
  const halves = [
    push([...low, LINK]),
    ...high.map((r, n) => mov(carriers[n]!, r)),
    push(carriers),
    mov(BASE, 0),
    ...(routine.parameters.length > 0 ? [mov(resultRegister("i32"), 1)] : []),
  ];
  const after = [
    pop(carriers),
    ...high.map((r, n) => mov(r, carriers[n]!)),
    pop([...low, PROGRAM_COUNTER]),
  ];
  return [
    { kind: "label", name: label },
    code(...halves),
    { kind: "call", to: routine.name },
    code(...after),
    { kind: "no-fall-through" },
  ];
}
