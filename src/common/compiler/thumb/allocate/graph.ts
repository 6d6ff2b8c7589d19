// Which registers live at the same time, and so cannot be in the same place.
import type { Type } from "../../ir/ir.js";
import {
  BASE,
  type Instruction,
  isMove,
  operation,
  type Register,
  STACK_POINTER,
  setOnce,
} from "../instruction.js";
import { add, type Bits, bitsFor, each, has } from "./bits.js";
import { backwards } from "./flow.js";

/** What allocation knows of each register, by its number. */
export interface Graph {
  readonly types: readonly Type[];
  /** registers that live while it does */
  readonly neighbours: readonly Register[][];
  /** those that appear in the code, the first first */
  readonly appearing: readonly Register[];
  /** how often it is read and set, in weights of loops; a read counts twice, for it waits */
  readonly cost: Float64Array;
  /** registers that it is moved to or from, if any: good places to be in, too */
  readonly moves: readonly (readonly Register[] | undefined)[];
  /** for registers that are set once, by a constant: the instruction that makes it */
  readonly constants: ReadonlyMap<Register, Instruction>;
}

/** How often an instruction runs, as far as one can see: 8 times in each loop. */
export const weightOf = ({ depth }: Instruction): number => 8 ** Math.min(depth, 5);

/** Neither the memory's base nor the stack pointer is given away. */
const isGiven = (register: Register): boolean => register !== BASE && register !== STACK_POINTER;

/** Pairs of registers, each once, as lists of neighbours. */
function newPairs(types: readonly Type[]) {
  const neighbours: Register[][] = types.map(() => []);
  const rows: Bits[] = types.map(() => bitsFor(types.length));
  const join = (a: Register, b: Register) => {
    if (has(rows[a]!, b) || a === b || types[a] !== types[b] || !isGiven(a) || !isGiven(b)) return;
    add(rows[a]!, b);
    add(rows[b]!, a);
    neighbours[a]!.push(b);
    neighbours[b]!.push(a);
  };
  return { neighbours, join };
}

/** Registers in the order in which they appear. */
function appearingIn(code: readonly Instruction[]): Register[] {
  const appearing = new Set<Register>();
  for (let at = 0; at < code.length; at++) {
    const { s, d } = code[at]!;
    for (let n = 0; n < s.length; n++) appearing.add(s[n]!);
    if (d !== undefined) appearing.add(d);
  }
  return [...appearing];
}

/** Registers that are set once, by a constant. */
export const constantsOf = (code: readonly Instruction[]): Map<Register, Instruction> =>
  setOnce(code, ({ op }) => operation(op).constant);

/** By register, what it is moved to or from, in the order of the code; nothing for one that is not moved. */
function movesOf(code: readonly Instruction[]): Register[][] {
  const moves: Register[][] = [];
  const note = (from: Register, to: Register) => {
    moves[from] ??= [];
    moves[from].push(to);
  };
  const both = (d: Register, source: Register) => {
    note(d, source);
    note(source, d);
  };
  for (let at = 0; at < code.length; at++) {
    const i = code[at]!;
    // A choice that already has one of its values in place moves only the other.
    if (i.op === "csel") both(i.d!, i.s[1]!);
    if (i.op === "csel" || isMove(i)) both(i.d!, i.s[0]!);
  }
  return moves;
}

/** The interference graph of a routine. */
export function graphOf(code: readonly Instruction[], types: readonly Type[]): Graph {
  const { neighbours, join } = newPairs(types);
  const cost = new Float64Array(types.length);
  backwards(code, types.length, (i, live) => {
    const weight = weightOf(i);
    const { d, s, clobbers } = i;
    for (let n = 0; n < s.length; n++) cost[s[n]!]! += 2 * weight;
    if (d !== undefined) {
      cost[d]! += weight;
      // A move's two registers may be one.
      const source = isMove(i) ? s[0] : undefined;
      each(live, (register) => {
        if (register !== source) join(d, register);
      });
    }
    if (clobbers) {
      each(live, (register) => {
        if (register !== d) for (const changed of clobbers) join(changed, register);
      });
      // What an operation needs for itself is not where its result goes.
      if (d !== undefined && i.op !== "call") for (const changed of clobbers) join(changed, d);
    }
    return true;
  });
  for (const list of neighbours) list.reverse(); // the first in the code first
  return {
    types,
    neighbours,
    appearing: appearingIn(code),
    cost,
    moves: movesOf(code),
    constants: constantsOf(code),
  };
}
