// Thumb-1 reaches r8 to r12 and lr by few instructions. A value that finds no low register may live there, and is moved to a
// low one and back where an instruction asks for that.
import type { Instruction, Register } from "../instruction.js";

/** A copy of a register of the core. */
export const move = (d: Register, s: Register, depth: number): Instruction => ({
  op: "mov",
  d,
  s: [s],
  depth,
});

/** Whether an instruction takes what it reads from any register. */
const readsAnywhere = ({ op, imm }: Instruction): boolean =>
  op === "mov" || op === "add" || (op === "bcc" && imm === undefined);

/**
 * Code in which a virtual register may be a high one.
 * @param fresh makes a virtual register that must be a low one
 */
export function lifted(
  code: readonly Instruction[],
  register: Register,
  fresh: () => Register,
): Instruction[] {
  return code.flatMap((i): Instruction[] => {
    const reads = i.s.includes(register) && !readsAnywhere(i);
    const writes = i.d === register && i.op !== "mov";
    if (!reads && !writes) return [i];
    const low = fresh();
    const d = writes ? low : i.d;
    const s = reads ? i.s.map((one) => (one === register ? low : one)) : i.s;
    return [
      ...(reads ? [move(low, register, i.depth)] : []),
      { ...i, d, s },
      ...(writes ? [move(register, low, i.depth)] : []),
    ];
  });
}

/** Whether a constant is made by one instruction of Thumb-1, as cheap as a move from a high register. */
export const isCheapConstant = ({ op, imm }: Instruction): boolean =>
  op === "iconst" && imm! >= 0 && imm! < 256;
