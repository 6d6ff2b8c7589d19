// Registers of the core for virtual ones, in rounds: what finds no place goes to the stack or is made anew, and the next
// round begins; each leaves shorter lives. validate/values.ts says what it needs of the result.
import type { Core } from "../core.js";
import {
  type Allocated,
  type Instruction,
  LINK,
  type Lowered,
  type Register,
} from "../instruction.js";
import { isMove, withoutCopies, withoutDead } from "./clean.js";
import { type Colouring, colour } from "./colour.js";
import { type Graph, graphOf } from "./graph.js";
import { isCheapConstant, lifted } from "./lift.js";
import { withSharedSlots } from "./slots.js";
import { type Routine, spilled } from "./spill.js";

/** Rounds that no routine needs: each but the last spills something, and what was spilled is not spilled again. */
const MOST_ROUNDS = 40;

/** A lowered routine without what does nothing; each instruction keeps its place in the lowered code. */
function cleaned({ code, classes }: Lowered): readonly Instruction[] {
  const numbered = code.map((i, from) => ({ ...i, from }));
  return withoutDead(withoutCopies(withoutDead(numbered, classes)), classes);
}

/** The code with places for registers, without moves that have become idle. */
function placed(code: readonly Instruction[], { placeOf }: Colouring): Instruction[] {
  const list: Instruction[] = [];
  for (const i of code) {
    const d = i.d === undefined ? undefined : placeOf(i.d)!;
    const s = i.s.map((register) => placeOf(register)!);
    if (isMove(i) && d === s[0]) continue;
    list.push(d === undefined ? { ...i, s } : { ...i, s, d });
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

/** Which of the registers that found no place are to try high ones first, and which are to be spilled. */
function shared(
  left: readonly Register[],
  { classes, brief, high }: Routine,
  { constants }: Graph,
  core: Core,
): [lifts: Register[], spills: Register[]] {
  const lifts = (register: Register) => {
    const constant = constants.get(register);
    const mayLift = classes[register] === "i" && !brief.has(register) && !high.has(register);
    return core.high.length > 0 && mayLift && !(constant && isCheapConstant(constant));
  };
  return [left.filter(lifts), left.filter((register) => !lifts(register))];
}

/** Finds places for all registers of a routine. */
export function allocate(lowered: Lowered, core: Core): Allocated {
  const { name, outgoing } = lowered;
  const classes = [...lowered.classes];
  let routine: Routine = {
    code: cleaned(lowered),
    classes,
    brief: new Set(),
    high: new Set(),
    slots: 0,
  };
  const anywhere = [...core.high, ...core.integers];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const graph = graphOf(routine.code, classes);
    const { high } = routine;
    const places = (register: Register) =>
      classes[register] === "f" ? core.floats : high.has(register) ? anywhere : core.integers;
    const colouring = colour(graph, places, routine.brief);
    if (colouring.left.length === 0) {
      const { code, frame } = withSharedSlots(
        placed(routine.code, colouring),
        routine.slots,
        outgoing,
      );
      return { name, code, frame, used: changedBy(code) };
    }
    const [lifts, spills] = shared(colouring.left, routine, graph, core);
    for (const register of lifts) routine = lifted(routine, register);
    routine = spilled(routine, spills, graph.constants);
    routine = { ...routine, code: withoutDead(routine.code, classes) };
  }
  throw new Error(
    `${name}: got no places for its registers in ${MOST_ROUNDS} rounds, expected some; this is a bug in perceptino`,
  );
}
