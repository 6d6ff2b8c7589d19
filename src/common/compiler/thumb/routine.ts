import type { WayIn } from "./assemble.js";
import type { Core } from "./core.js";
import type { Condition } from "./encode/conditions.js";
import { bx } from "./encode/control.js";
import type { Item } from "./encode/layout.js";
import { pop, push } from "./encode/memory.js";
import type { Halves } from "./encode/operands.js";
import { type Allocated, type Instruction, LINK, PROGRAM_COUNTER } from "./instruction.js";

/** How a set of instructions says what routines are made of. */
export interface InstructionSet {
  /** adds a multiple of 4, which is not 0, to sp */
  moveStack(bytes: number): Item[];
  /** an argument that many bytes above sp */
  loadArgument(i: Instruction, offset: number): Halves;
  emitOne(i: Instruction): Item[];
  /** an instruction and the branch after it, if the branch needs no comparison of its own */
  emitWithBranch(i: Instruction, next: Instruction): Item[] | undefined;
  emitEntry(entry: WayIn, core: Core): Item[];
}

/** Instructions as they are encoded. */
export const code = (...instructions: readonly Halves[]): Item => ({
  kind: "code",
  halves: instructions.flat(),
});

export const branch = (to: string, condition?: Condition): Item => ({
  kind: "branch",
  to,
  ...(condition && { condition }),
});

/** What sets flags, and the branch that asks for them: no constants come between them. */
export const branchAfter = (before: Item, to: string, condition: Condition): Item[] => [
  before,
  { kind: "no-pool" },
  branch(to, condition),
];

/** A routine for the layout; it pushes lr if it changes it. */
export function emitRoutine(routine: Allocated, set: InstructionSet): Item[] {
  const { name, code: instructions, frame, used } = routine;
  const saved = used.has(LINK);
  const moveStack = (bytes: number) => (bytes === 0 ? [] : set.moveStack(bytes));
  const leave: Item[] = [
    ...moveStack(frame),
    code(saved ? pop([PROGRAM_COUNTER]) : bx(LINK)),
    { kind: "no-fall-through" },
  ];
  const argumentsAt = frame + (saved ? 4 : 0);
  const items: Item[] = [
    { kind: "label", name },
    ...(saved ? [code(push([LINK]))] : []),
    ...moveStack(-frame),
  ];
  for (let n = 0; n < instructions.length; n++) {
    const i = instructions[n]!;
    const next = instructions[n + 1];
    const both = next && set.emitWithBranch(i, next);
    if (both) {
      items.push(...both);
      n++;
    } else items.push(...emitInstruction(i));
  }
  return items;

  function emitInstruction(i: Instruction): Item[] {
    switch (i.op) {
      case "ret":
        return leave;
      case "tail":
        // With lr on the stack it is a call like others.
        return saved
          ? [{ kind: "call", to: i.to! }, ...leave]
          : [...moveStack(frame), branch(i.to!)];
      case "ldarg":
      case "vldarg":
        return [code(set.loadArgument(i, argumentsAt + i.imm!))];
      default:
        return set.emitOne(i);
    }
  }
}
