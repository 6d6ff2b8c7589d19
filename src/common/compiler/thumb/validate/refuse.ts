import { FIRST_FLOAT, FIRST_VIRTUAL, type Instruction, type Register } from "../instruction.js";

/** A register as people write it; v60 for a virtual one. */
export function registerName(register: Register): string {
  if (register >= FIRST_VIRTUAL) return `v${register}`;
  if (register >= FIRST_FLOAT) return `s${register - FIRST_FLOAT}`;
  return `r${register}`;
}

/** An instruction in a line, for messages. */
const shown = ({ op, d, s, imm, cond, to }: Instruction): string =>
  [op, ...[d ?? [], s].flat().map(registerName), imm ?? [], cond ?? [], to ?? []].flat().join(" ");

/** A validator's refusal: the back end made something wrong, and nobody's network can help it. */
export class MachineCodeError extends Error {
  override readonly name = "MachineCodeError";
}

/**
 * Refuses a routine's machine code.
 * @param where the instruction, in words
 * @param what got and expected, in words
 */
export function refuse(routine: string, where: string, what: string): never {
  throw new MachineCodeError(
    `machine code of ${routine}, ${where}: ${what}; this is a bug in perceptino, and --placement javascript always works instead`,
  );
}

/** Refuses an instruction, with its place in its routine. */
export function refuseInstruction(
  routine: string,
  code: readonly Instruction[],
  at: number,
  what: string,
): never {
  const i = code[at];
  refuse(routine, `instruction ${at} (${i && shown(i)})`, what);
}
