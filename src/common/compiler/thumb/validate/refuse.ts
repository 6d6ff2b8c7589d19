import { FIRST_FLOAT, FIRST_VIRTUAL, type Instruction, type Register } from "../instruction.js";
import { refuse } from "../refuse.js";

/** A register as people write it; v60 for a virtual one. */
export function registerName(register: Register): string {
  if (register >= FIRST_VIRTUAL) return `v${register}`;
  if (register >= FIRST_FLOAT) return `s${register - FIRST_FLOAT}`;
  return `r${register}`;
}

/** Refuses an instruction, with its place in its routine. */
export function refuseInstruction(
  routine: string,
  code: readonly Instruction[],
  at: number,
  what: string,
): never {
  refuse(`${routine}, instruction ${at} (${JSON.stringify(code[at])}): ${what}`);
}
