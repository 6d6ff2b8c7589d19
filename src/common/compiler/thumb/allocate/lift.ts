// Thumb-1 reaches r8 to r12 and lr by few instructions. A value that finds no low register may live there, and is moved to a
// low one and back where an instruction asks for that.
import type { Instruction, Register } from "../instruction.js";
import { briefRegister, type Routine } from "./spill.js";

/** Whether an instruction takes what it reads from any register. */
const readsAnywhere = ({ op, imm }: Instruction): boolean =>
  op === "mov" || op === "add" || (op === "bcc" && imm === undefined);

/** The routine with a register that may be a high one. */
export function lifted(routine: Routine, register: Register): Routine {
  const code = routine.code.flatMap((i): Instruction[] => {
    const reads = i.s.includes(register) && !readsAnywhere(i);
    const writes = i.d === register && i.op !== "mov";
    if (!reads && !writes) return [i];
    const low = briefRegister(routine, register);
    const { depth } = i;
    const own: Instruction = {
      ...i,
      ...(reads && { s: i.s.map((s) => (s === register ? low : s)) }),
      ...(writes && { d: low }),
    };
    return [
      ...(reads ? [{ op: "mov", d: low, s: [register], depth } as const] : []),
      own,
      ...(writes ? [{ op: "mov", d: register, s: [low], depth } as const] : []),
    ];
  });
  return { ...routine, code, high: new Set([...routine.high, register]) };
}

/** Whether a constant is made by one instruction of Thumb-1, as cheap as a move from a high register. */
export const isCheapConstant = ({ op, imm }: Instruction): boolean =>
  op === "iconst" && imm! >= 0 && imm! < 256;
