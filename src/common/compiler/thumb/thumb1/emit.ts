// A routine on Thumb-1's registers as instructions for the layout.
import type { Condition } from "../condition.js";
import { bx } from "../encode/control.js";
import type { Item } from "../encode/layout.js";
import type { Halves } from "../encode/operands.js";
import * as thumb1 from "../encode/thumb1.js";
import {
  type Allocated,
  BASE,
  type Instruction,
  LINK,
  type OperationName,
  type Register,
  STACK_POINTER,
} from "../instruction.js";

const PROGRAM_COUNTER = 15;
/** The most that one instruction adds to sp. */
const MOST_FRAME = 508;

const code = (...instructions: readonly Halves[]): Item => ({
  kind: "code",
  halves: instructions.flat(),
});
const branch = (to: string, condition?: Condition): Item => ({
  kind: "branch",
  to,
  ...(condition && { condition }),
});

/** A routine, which pushes lr if it changes it. */
export function emitRoutine({ name, code: instructions, frame, used }: Allocated): Item[] {
  const saved = used.has(LINK);
  const items: Item[] = [{ kind: "label", name }];
  if (saved) items.push(code(thumb1.push([LINK])));
  items.push(...moveStack(-frame));
  const leave: Item[] = [
    ...moveStack(frame),
    code(saved ? thumb1.pop([PROGRAM_COUNTER]) : bx(LINK)),
    { kind: "no-fall-through" },
  ];
  const argumentsAt = frame + (saved ? 4 : 0);
  for (let n = 0; n < instructions.length; n++) {
    const i = instructions[n]!;
    const next = instructions[n + 1];
    if (i.op === "ret") items.push(...leave);
    else if (i.op === "tail") items.push(...tailCall(i.to!, saved, frame, leave));
    else if (i.op === "ldarg")
      items.push(code(thumb1.ldr(i.d!, STACK_POINTER, argumentsAt + i.imm!)));
    else if (next && leavesFlagsFor(i, next)) {
      items.push(...emitOne(i), branch(next.to!, next.cond));
      n++;
    } else items.push(...emitOne(i));
  }
  return items;
}

/** A call that returns to the caller: with lr on the stack, an ordinary one. */
function tailCall(to: string, saved: boolean, frame: number, leave: readonly Item[]): Item[] {
  return saved ? [{ kind: "call", to }, ...leave] : [...moveStack(frame), branch(to)];
}

/** Adds a multiple of 4 to sp. */
function moveStack(bytes: number): Item[] {
  if (bytes === 0) return [];
  const step = Math.max(-MOST_FRAME, Math.min(MOST_FRAME, bytes));
  return [code(thumb1.addConstant(STACK_POINTER, STACK_POINTER, step)), ...moveStack(bytes - step)];
}

/** Those that set Z by their result. */
const SETS_ZERO: ReadonlySet<OperationName> = new Set<OperationName>([
  ...(["sub", "mul", "and", "bic", "or", "xor"] as const),
  ...(["shl", "shr_u", "shr_s", "shl_by", "shr_u_by", "shr_s_by"] as const),
]);

/** Whether an instruction is followed by a branch on whether its result is 0, which then needs no comparison. */
function leavesFlagsFor(i: Instruction, next: Instruction): boolean {
  const onZero = next.op === "bcc" && next.imm === 0 && (next.cond === "eq" || next.cond === "ne");
  const sets = SETS_ZERO.has(i.op) ? i.imm !== 0 : i.op === "addi" && i.imm !== 0;
  return onZero && sets && next.s[0] === i.d;
}

type Emit = (i: Instruction, d: Register, x: Register, y: Register) => Item[];

const EMIT: Partial<Record<OperationName, Emit>> = {
  label: (i) => [{ kind: "label", name: i.to! }],
  b: (i) => [branch(i.to!)],
  bcc: (i, _d, x, y) => [
    code(i.imm === undefined ? thumb1.cmp(x, y) : thumb1.cmpConstant(x, i.imm)),
    branch(i.to!, i.cond),
  ],
  call: (i) => [{ kind: "call", to: i.to! }],
  mov: (_i, d, x) => [code(thumb1.mov(d, x))],
  iconst: (i, d) => [constant(d, i.imm!)],
  addr: (i, d) => [constant(d, i.imm!), code(thumb1.add(d, d, BASE))],
  add: (_i, d, x, y) => [code(...sum(d, x, y))],
  addi: (i, d, x) => [code(i.imm === 0 ? thumb1.mov(d, x) : thumb1.addConstant(d, x, i.imm!))],
  sub: (_i, d, x, y) => [code(thumb1.sub(d, x, y))],
  mul: (_i, d, _x, y) => [code(thumb1.mul(d, y))],
  and: (_i, d, _x, y) => [code(thumb1.and(d, y))],
  bic: (_i, d, _x, y) => [code(thumb1.bic(d, y))],
  or: (_i, d, _x, y) => [code(thumb1.orr(d, y))],
  xor: (_i, d, _x, y) => [code(thumb1.eor(d, y))],
  shl: (i, d, x) => [code(shifted(d, x, "lsl", i.imm!))],
  shr_u: (i, d, x) => [code(shifted(d, x, "lsr", i.imm!))],
  shr_s: (i, d, x) => [code(shifted(d, x, "asr", i.imm!))],
  shl_by: (_i, d, _x, y) => [code(thumb1.shiftedBy("lsl", d, y))],
  shr_u_by: (_i, d, _x, y) => [code(thumb1.shiftedBy("lsr", d, y))],
  shr_s_by: (_i, d, _x, y) => [code(thumb1.shiftedBy("asr", d, y))],
  ldr: (i, d, x) => [code(thumb1.ldr(d, x, i.imm))],
  str: (i, _d, x, y) => [code(thumb1.str(x, y, i.imm))],
};

/** Operations whose result takes the first operand's place. */
const IN_PLACE: ReadonlySet<OperationName> = new Set<OperationName>([
  ...(["mul", "and", "bic", "or", "xor", "shl_by", "shr_u_by", "shr_s_by"] as const),
]);

function emitOne(i: Instruction): Item[] {
  const emit = EMIT[i.op];
  if (!emit) throw new Error(`${i.op}: got one for Thumb-1, which has none; this is a bug`);
  if (IN_PLACE.has(i.op) && i.d !== i.s[0])
    throw new Error(`${i.op}: got r${i.d} = r${i.s[0]} …, expected both the same; this is a bug`);
  return emit(i, i.d!, i.s[0]!, i.s[1]!);
}

const isLow = (...registers: readonly Register[]): boolean => registers.every((r) => r < 8);

/** d = x + y, one of which may be a high register. */
function sum(d: Register, x: Register, y: Register): Halves[] {
  if (d === x || isLow(d, x, y)) return [thumb1.add(d, x, y)];
  if (d === y) return [thumb1.add(d, d, x)];
  return [thumb1.mov(d, x), thumb1.add(d, d, y)];
}

function shifted(d: Register, x: Register, type: "lsl" | "lsr" | "asr", by: number): Halves {
  return by === 0 ? thumb1.mov(d, x) : thumb1.shifted(d, x, { type, by });
}

/** A number in a low register, in 2 to 6 bytes. */
export function constant(d: Register, value: number): Item {
  const word = value >>> 0;
  const isByte = (n: number) => n >= 0 && n < 256;
  if (isByte(word)) return code(thumb1.movConstant(d, word));
  if (isByte(~value >>> 0)) return code(thumb1.movConstant(d, ~value >>> 0), thumb1.mvn(d, d));
  const zeros = 31 - Math.clz32(word & -word);
  if (isByte(word >>> zeros))
    return code(
      thumb1.movConstant(d, word >>> zeros),
      thumb1.shifted(d, d, { type: "lsl", by: zeros }),
    );
  if (isByte(-value >>> 0)) return code(thumb1.movConstant(d, -value >>> 0), thumb1.neg(d, d));
  return { kind: "literal", register: d, word };
}
