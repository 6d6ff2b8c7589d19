import type { Condition } from "./encode/conditions.js";
import { encoded, encodedIfHeld, type Halves } from "./encode/encode.js";
import type { Item } from "./encode/layout.js";
import { pop, push } from "./encode/memory.js";
import {
  type Allocated,
  type Instruction,
  LINK,
  type OperationName,
  operation,
  PROGRAM_COUNTER,
  STACK_POINTER,
  wordOperation,
} from "./instruction.js";
import { refuse } from "./refuse.js";
import { onResult } from "./result-flags.js";

/** An operation's half words; with s = 1 it sets the flags, else the shortest form does to them what it does. */
export type Encode = (i: Instruction, s?: 0 | 1) => Halves;
export type Encoders = Readonly<Partial<Record<OperationName, Encode>>>;

/** An operation as items, where half words alone do not say it. */
export type Emit = (i: Instruction) => Item[];
export type Emitters = Readonly<Partial<Record<OperationName, Emit>>>;

/** How a set of instructions says what routines are made of. */
export interface InstructionSet {
  /** operations that are not the instruction of their name */
  readonly encode: Encoders;
  readonly emit: Emitters;
  /** whether an instruction can say on its way whether its result is 0 or below */
  setsFlags(i: Instruction): boolean;
  /** adds a multiple of 4, which is not 0, to sp */
  moveStack(bytes: number): Item[];
}

/** Instructions as they are encoded. */
export const code = (...instructions: readonly Halves[]): Item => ({
  kind: "code",
  halves: instructions.length === 1 ? instructions[0]! : instructions.flat(),
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

/** An operation that is the instruction of its name. */
export const encodeAsNamed: Encode = ({ op, d, s: from, imm: i }, s = 0) =>
  encodedIfHeld(op, { d, a: from[0], b: from[1], i, s }) ?? refuse(`no ${op}`);

const emitOne = ({ encode, emit }: InstructionSet, i: Instruction, s: 0 | 1 = 0): Item[] =>
  emit[i.op]?.(i) ?? [code((encode[i.op] ?? encodeAsNamed)(i, s))];

/** An instruction and the branch on whether its result is 0 or below, if there is no comparison between them. */
function emitWithBranch(
  set: InstructionSet,
  i: Instruction,
  next: Instruction | undefined,
): Item[] | undefined {
  const condition = next && set.setsFlags(i) ? onResult(i, next) : undefined;
  return condition && branchAfter(emitOne(set, i, 1)[0]!, next!.to!, condition);
}

/** A routine for the layout; it pushes lr if it changes it. */
export function emitRoutine(routine: Allocated, set: InstructionSet): Item[] {
  const { name, code: instructions, frame, used } = routine;
  const saved = used.has(LINK);
  const moveStack = (bytes: number) => (bytes === 0 ? [] : set.moveStack(bytes));
  const leave: Item[] = [
    ...moveStack(frame),
    code(saved ? pop([PROGRAM_COUNTER]) : encoded("ret")),
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
    const both = emitWithBranch(set, i, instructions[n + 1]);
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
      case "vldarg": {
        const op = wordOperation("ldr", operation(i.op).result);
        return emitOne(set, { ...i, op, s: [STACK_POINTER], imm: argumentsAt + i.imm! });
      }
      default:
        return emitOne(set, i);
    }
  }
}
