// The names that the validator follows: allocated registers and slots, then registers of the lowered code.
import { FIRST_VIRTUAL, type Instruction, type Lowered, type Register } from "../instruction.js";

/** What a name's number is. First of all come the allocated registers, whose numbers are their own. */
export interface Names {
  /** of the stack's word at a byte offset */
  readonly slot: (offset: number) => number;
  /** of the word at a byte offset that the lowered code puts there, for those that it calls */
  readonly outgoing: (offset: number) => number;
  /** of a register of the lowered code */
  readonly meant: (register: Register) => number;
  /** names that may hold something from one label to the next; those behind them do not */
  readonly kept: number;
  readonly count: number;
}

/** Virtual registers that are read where a label may lie between, or a loop: all but those of one straight piece. */
function acrossLabels(code: readonly Instruction[], registers: number): Uint8Array {
  const pieceOf = new Int32Array(registers).fill(-1);
  const across = new Uint8Array(registers);
  let piece = 0;
  const met = (register: Register, sets: boolean) => {
    const known = pieceOf[register]!;
    if (known === -1 && sets) pieceOf[register] = piece;
    else if (known !== piece) across[register] = 1;
  };
  for (let at = 0; at < code.length; at++) {
    const { op, s, d } = code[at]!;
    if (op === "label") piece++;
    for (let n = 0; n < s.length; n++) met(s[n]!, false);
    if (d !== undefined) met(d, true);
  }
  return across;
}

/** Names for a lowered routine whose allocated code has so many bytes on the stack. */
export function namesOf({ code, types, outgoing }: Lowered, frame: number): Names {
  const slots = frame >> 2;
  const across = acrossLabels(code, types.length);
  const numbers = new Int32Array(types.length);
  const firstOutgoing = FIRST_VIRTUAL + slots;
  let next = firstOutgoing + (outgoing >> 2);
  for (let register = 0; register < FIRST_VIRTUAL; register++) numbers[register] = next++;
  for (let v = FIRST_VIRTUAL; v < types.length; v++) if (across[v]) numbers[v] = next++;
  const kept = next;
  for (let v = FIRST_VIRTUAL; v < types.length; v++) if (!across[v]) numbers[v] = next++;
  return {
    slot: (offset) => FIRST_VIRTUAL + (offset >> 2),
    outgoing: (offset) => firstOutgoing + (offset >> 2),
    meant: (register) => numbers[register]!,
    kept,
    count: next,
  };
}
