// Registers of the core for virtual ones, in rounds: what finds no place goes to the stack or is made anew, and the next
// round begins; each leaves shorter lives. validate/values.ts says what it needs of the result.
import {
  type Allocated,
  FIRST_FLOAT,
  type Instruction,
  LINK,
  type Lowered,
  type Register,
} from "../instruction.js";
import { isMove, withoutCopies, withoutDead } from "./clean.js";
import { type Colouring, colour } from "./colour.js";
import { graphOf } from "./graph.js";
import { withSharedSlots } from "./slots.js";
import { type Routine, spilled } from "./spill.js";

/** All but r11, sp and pc. */
const INTEGERS: readonly Register[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, LINK];
const FLOATS: readonly Register[] = Array.from({ length: 32 }, (_, n) => FIRST_FLOAT + n);

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
  for (const { d, clobbers } of code) {
    if (d !== undefined) changed.add(d);
    if (!clobbers) continue;
    for (const register of clobbers) changed.add(register);
    changed.add(LINK);
  }
  return changed;
}

/** Finds places for all registers of a routine. */
export function allocate(lowered: Lowered): Allocated {
  const { name } = lowered;
  const classes = [...lowered.classes];
  let routine: Routine = { code: cleaned(lowered), classes, brief: new Set(), slots: 0 };
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const graph = graphOf(routine.code, classes);
    const places = (register: Register) => (classes[register] === "f" ? FLOATS : INTEGERS);
    const colouring = colour(graph, places, routine.brief);
    if (colouring.left.length === 0) {
      const { code, frame } = withSharedSlots(placed(routine.code, colouring), routine.slots);
      return { name, code, frame, used: changedBy(code) };
    }
    routine = spilled(routine, colouring.left, graph.constants);
    routine = { ...routine, code: withoutDead(routine.code, classes) };
  }
  throw new Error(
    `${name}: got no places for its registers in ${MOST_ROUNDS} rounds, expected some; this is a bug in perceptino`,
  );
}
