// Registers that found no place: constants are made anew where they are read, all else goes to the stack when it is set and
// comes back where it is read. Each read and each set gets a short-lived register of its own, but for constants, which are
// first tried with one for each piece of code without branches.
import type { Type } from "../../ir/ir.js";
import {
  type Instruction,
  operation,
  type Register,
  STACK_POINTER,
  wordOperation,
} from "../instruction.js";

/** A routine while registers are given places. */
export interface Routine {
  readonly code: readonly Instruction[];
  readonly types: Type[];
  /** registers that live only from a reload to its use, or from where they are set to their spill */
  readonly brief: Set<Register>;
  /** registers of constants that were made anew for a piece of code */
  readonly pieces: Set<Register>;
  /** registers that may be in the core's high registers */
  readonly high: Set<Register>;
  /** how many slots there are; a slot's offset from sp is four times its number until slots.ts finds places for them */
  readonly slots: number;
}

/** A new register of another one's type. */
const newRegister = ({ types }: Routine, like: Register): Register => types.push(types[like]!) - 1;

/** A register that no slot can help, of another one's kind. */
export function briefRegister(routine: Routine, like: Register): Register {
  const register = newRegister(routine, like);
  routine.brief.add(register);
  return register;
}

/** The register in which a value comes back: a constant's for the rest of its piece, the first time that it is tried. */
function registerFor(
  routine: Routine,
  register: Register,
  remade: ReadonlyMap<Register, Instruction>,
  piece: Map<Register, Register>,
): Register {
  if (!remade.has(register) || routine.pieces.has(register))
    return briefRegister(routine, register);
  const shared = newRegister(routine, register);
  routine.pieces.add(shared);
  piece.set(register, shared);
  return shared;
}

/** What brings a value back before an instruction, without its result. */
type Reload = Pick<Instruction, "op" | "s" | "imm">;

/** An instruction with a brief register for each left one that it reads or sets, and what has to stand around it. */
function around(
  routine: Routine,
  i: Instruction,
  reloads: ReadonlyMap<Register, Reload>,
  remade: ReadonlyMap<Register, Instruction>,
  piece: Map<Register, Register>,
): Instruction[] {
  const { depth } = i;
  if (i.d !== undefined && remade.has(i.d)) return [];
  const list: Instruction[] = [];
  const inPlace = new Map<Register, Register>();
  for (const register of i.s) {
    const reload = reloads.get(register);
    if (!reload || inPlace.has(register)) continue;
    const known = piece.get(register);
    const d = known ?? registerFor(routine, register, remade, piece);
    inPlace.set(register, d);
    if (known === undefined) list.push({ ...reload, d, depth });
  }
  const s = inPlace.size > 0 ? i.s.map((register) => inPlace.get(register) ?? register) : i.s;
  const slot = i.d === undefined ? undefined : reloads.get(i.d);
  if (i.d === undefined || slot === undefined) return [...list, s === i.s ? i : { ...i, s }];
  // Where the result takes an operand's place, it still does.
  const d = inPlace.get(i.d) ?? briefRegister(routine, i.d);
  const op = wordOperation("str", routine.types[i.d]);
  return [...list, { ...i, s, d }, { op, s: [d, STACK_POINTER], imm: slot.imm!, depth }];
}

/** The routine with registers that found no place on the stack, or made anew. */
export function spilled(
  routine: Routine,
  left: readonly Register[],
  constants: ReadonlyMap<Register, Instruction>,
): Routine {
  const remade = new Map<Register, Instruction>();
  const reloads = new Map<Register, Reload>();
  let { slots } = routine;
  for (const register of left) {
    const constant = constants.get(register);
    if (constant) {
      remade.set(register, constant);
      reloads.set(register, { op: constant.op, s: [], imm: constant.imm! });
    } else {
      const op = wordOperation("ldr", routine.types[register]);
      reloads.set(register, { op, s: [STACK_POINTER], imm: 4 * slots++ });
    }
  }
  const touched = (i: Instruction) =>
    (i.d !== undefined && reloads.has(i.d)) || i.s.some((register) => reloads.has(register));
  const piece = new Map<Register, Register>();
  const code = routine.code.flatMap((i) => {
    const list = touched(i) ? around(routine, i, reloads, remade, piece) : [i];
    if (operation(i.op).barrier) piece.clear();
    return list;
  });
  return { ...routine, code, slots };
}
