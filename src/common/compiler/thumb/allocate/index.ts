// Registers of the core for virtual ones, in rounds: what finds no place goes to the stack or is made anew, and the next
// round begins; each leaves shorter lives. validate/values.ts says what it needs of the result.
import type { Core } from "../core.js";
import {
  type Allocated,
  type Instruction,
  isMove,
  LINK,
  type Lowered,
  type Register,
} from "../instruction.js";
import { refuse } from "../refuse.js";
import { isCheapConstant, lifted } from "../thumb1/high-registers.js";
import { withoutCopies, withoutDead } from "./clean.js";
import { type Colouring, colour } from "./colour.js";
import { type Graph, graphOf } from "./graph.js";
import { withSharedSlots } from "./slots.js";
import { briefRegister, type Routine, spilled } from "./spill.js";

/** Rounds that no routine needs: each but the last spills something, and what was spilled is not spilled again. */
const MOST_ROUNDS = 40;

/** A lowered routine without what does nothing; each instruction keeps its place in the lowered code. */
function cleaned({ code, types }: Lowered): readonly Instruction[] {
  const numbered = code.map((i, from) => ({ ...i, from }));
  return withoutDead(withoutCopies(withoutDead(numbered, types)), types);
}

/** The code with places for registers, without moves that have become idle. */
function placed(code: readonly Instruction[], { places }: Colouring): Instruction[] {
  const list: Instruction[] = [];
  for (const i of code) {
    const d = i.d === undefined ? undefined : places[i.d];
    const s = i.s.map((register) => places[register]!);
    if (!isMove(i) || d !== s[0]) list.push({ ...i, d, s });
  }
  return list;
}

/** The registers that code changes, those of its callees included. */
function changedBy(code: readonly Instruction[]): Set<Register> {
  const changed = new Set<Register>();
  for (const { op, d, clobbers } of code) {
    if (d !== undefined) changed.add(d);
    for (const register of clobbers ?? []) if (register !== LINK) changed.add(register);
    if (op === "call") changed.add(LINK);
  }
  return changed;
}

/** Whether a register that found no place may look for one among the high ones, before it goes to the stack. */
function mayBeHigh({ brief, high }: Routine, register: Register, { constants }: Graph): boolean {
  const constant = constants.get(register);
  const cheap = constant !== undefined && isCheapConstant(constant);
  return !brief.has(register) && !high.has(register) && !cheap;
}

/** The routine with registers that found no place where they may find one: in high registers, else on the stack. */
function elsewhere(routine: Routine, left: readonly Register[], graph: Graph, core: Core): Routine {
  if (core.high.length === 0) return spilled(routine, left, graph.constants);
  const [up, out]: [Register[], Register[]] = [[], []];
  for (const register of left) (mayBeHigh(routine, register, graph) ? up : out).push(register);
  let { code } = routine;
  for (const register of up) {
    routine.high.add(register);
    code = lifted(code, register, () => briefRegister(routine, register));
  }
  return spilled({ ...routine, code }, out, graph.constants);
}

/** Finds places for all registers of a routine. */
export function allocate(lowered: Lowered, core: Core): Allocated {
  const { name, outgoing } = lowered;
  const types = [...lowered.types];
  let routine: Routine = {
    code: cleaned(lowered),
    types,
    brief: new Set(),
    pieces: new Set(),
    high: new Set(),
    slots: 0,
  };
  const anywhere = [...core.high, ...core.integers];
  const places = (register: Register) => {
    if (types[register] === "f32") return core.floats;
    return routine.high.has(register) ? anywhere : core.integers;
  };
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const graph = graphOf(routine.code, types);
    const colouring = colour(graph, places, routine.brief);
    if (colouring.left.length === 0) {
      const { code, frame } = withSharedSlots(
        placed(routine.code, colouring),
        routine.slots,
        outgoing,
      );
      return { name, code, frame, used: changedBy(code) };
    }
    routine = elsewhere(routine, colouring.left, graph, core);
    routine = { ...routine, code: withoutDead(routine.code, types) };
  }
  return refuse(`no places for the registers of ${name}`);
}
