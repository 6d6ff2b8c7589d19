import { FIRST_FLOAT, FIRST_VIRTUAL, type Instruction, type Register } from "../instruction.js";
import { refuse } from "../refuse.js";

/** A register as people write it; v60 for a virtual one. */
export function registerName(register: Register): string {
  if (register >= FIRST_VIRTUAL) return `v${register}`;
  if (register >= FIRST_FLOAT) return `s${register - FIRST_FLOAT}`;
  return `r${register}`;
}

/** An instruction in a line, for messages. */
const shown = ({ op, d, s, imm, cond, to }: Instruction): string =>
  [op, ...[d ?? [], s].flat().map(registerName), imm ?? [], cond ?? [], to ?? []].flat().join(" ");

/** Refuses an instruction, with its place in its routine. */
export function refuseInstruction(
  routine: string,
  code: readonly Instruction[],
  at: number,
  what: string,
): never {
  const i = code[at];
  refuse(`${routine}, instruction ${at} (${i && shown(i)}): ${what}`);
}
