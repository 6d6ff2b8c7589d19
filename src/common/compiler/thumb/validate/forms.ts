// Checks each allocated instruction by itself: registers of the right kind, immediates that its form can hold, and neither
// the memory's base nor the stack pointer changed.
import type { Core } from "../core.js";
import { Assembler, modifiedImmediate } from "../encoder.js";
import { isLogical } from "../immediates.js";
import {
  BASE,
  FIRST_FLOAT,
  FIRST_VIRTUAL,
  type Instruction,
  LINK,
  type OperationName,
  operation,
  type Register,
  type RegisterClass,
  STACK_POINTER,
} from "../instruction.js";
import { refuseInstruction, registerName } from "./refuse.js";

type Fits = (immediate: number) => boolean;

const whole = (least: number, most: number): Fits => {
  return (n) => Number.isInteger(n) && n >= least && n <= most;
};
const words = (most: number): Fits => {
  return (n) => whole(0, most)(n) && (n & 3) === 0;
};
const bits: Fits = whole(-(2 ** 31), 2 ** 32 - 1);
const modified: Fits = (n) => modifiedImmediate(n) !== undefined;

/** What immediates the forms of cores with Thumb-2 hold; operations that are not here have none. */
const THUMB2: Partial<Record<OperationName, Fits>> = {
  iconst: bits,
  fconst: bits,
  addr: bits,
  addi: (n) => Assembler.addable(n),
  addsh: whole(0, 31),
  andi: (n) => isLogical("and", n),
  ori: modified,
  xori: modified,
  xor_shl: whole(0, 31),
  xor_shr_u: whole(1, 31), // 0 would be 32
  xor_shr_s: whole(1, 31),
  shl: whole(0, 31),
  shr_u: whole(0, 31),
  shr_s: whole(0, 31),
  ldr: words(4092),
  str: words(4092),
  vldr: words(1020),
  vstr: words(1020),
  ldarg: words(4092),
  vldarg: words(1020),
  bcc: (n) => Assembler.comparable(n),
  csel: (n) => Assembler.comparable(n),
};

/** The same of Thumb-1, where what a register reaches is less than what sp does. */
const THUMB1: Partial<Record<OperationName, Fits>> = {
  iconst: bits,
  addr: bits,
  ldarg: words(1020),
  addi: whole(-255, 255),
  shl: whole(0, 31),
  shr_u: whole(0, 31),
  shr_s: whole(0, 31),
  ldr: words(124),
  str: words(124),
  bcc: whole(0, 255),
};
const FROM_STACK = words(1020);

/** Operations of Thumb-1 that take registers above r7. */
const REACHES_HIGH: ReadonlySet<OperationName> = new Set(["mov", "add", "bcc", "call", "tail"]);
/** Operations of Thumb-1 whose result takes the first operand's place. */
const IN_PLACE: ReadonlySet<OperationName> = new Set([
  ...(["mul", "and", "bic", "or", "xor", "shl_by", "shr_u_by", "shr_s_by"] as const),
]);
/** Operations that Thumb-1 has not. */
const BEYOND_THUMB1: ReadonlySet<OperationName> = new Set([
  ...(["addsh", "xor_shl", "xor_shr_u", "xor_shr_s", "andi", "ori", "xori"] as const),
  ...(["csel", "mulh", "clz"] as const),
]);

/** What is wrong with an instruction for Thumb-1; undefined when nothing is. */
function thumb1Fault({ op, d, s, imm }: Instruction): string | undefined {
  if (BEYOND_THUMB1.has(op)) return "got an operation that Thumb-1 has not";
  const others = [...s, d ?? 0].filter((r) => r !== STACK_POINTER);
  if (!REACHES_HIGH.has(op) && others.some((r) => r > 7))
    return "got a register above r7, expected r0 to r7";
  if (op === "add" && d! > 7) return "got a sum above r7, expected r0 to r7";
  if (IN_PLACE.has(op) && d !== s[0]) return "got its result elsewhere than its first operand";
  if (op === "addi" && d !== s[0] && Math.abs(imm!) > 7)
    return "got a constant that is only added in place";
  return undefined;
}

/** Immediates that may be left out: a comparison of two registers. */
const MAY_MISS: ReadonlySet<OperationName> = new Set(["bcc", "csel"]);

const classOf = (register: Register): RegisterClass => (register < FIRST_FLOAT ? "i" : "f");

/** What kinds of registers an instruction has to have; undefined where its callee says it. */
function sourcesOf({ op, s, d, float, imm }: Instruction): readonly RegisterClass[] | undefined {
  if (op === "call" || op === "tail" || op === "ret") return undefined;
  if (op !== "bcc" && op !== "csel") return operation(op).sources;
  const one: RegisterClass = float ? "f" : "i";
  const alone = imm !== undefined || (float && s.length === (op === "csel" ? 3 : 1));
  const compared = alone ? [one] : [one, one];
  const result = d === undefined ? "i" : classOf(d);
  return op === "csel" ? [result, result, ...compared] : compared;
}

/** What is wrong with an instruction; undefined when nothing is. */
function fault(i: Instruction, core: Core): string | undefined {
  const { op, s, d, imm, float } = i;
  const misplaced = [...s, ...(d === undefined ? [] : [d])].find(
    (r) => !(r >= 0 && r < FIRST_VIRTUAL && r !== 15),
  );
  if (misplaced !== undefined) return `got ${registerName(misplaced)}, expected a core's register`;
  if (!core.fpu && [...s, d ?? 0].some((r) => r >= FIRST_FLOAT))
    return "got a register of the FPU, expected none on a core without one";
  if (d === BASE || d === STACK_POINTER)
    return `got it to change ${registerName(d)}, expected that it never changes`;
  const sources = sourcesOf(i);
  if (sources && (sources.length !== s.length || sources.some((c, k) => c !== classOf(s[k]!))))
    return `expected operands of the kinds ${sources.join(", ") || "none"}`;
  const { result, memory } = operation(op);
  if ((d !== undefined) !== (result !== undefined) && op !== "call")
    return result ? "got no result, expected one" : "got a result, expected none";
  if (d !== undefined && op !== "csel" && op !== "call" && classOf(d) !== result)
    return "got a result of the other kind of register";
  const at = memory ? s.at(-1) : undefined;
  if (s.some((r, k) => r === STACK_POINTER && !(at === r && k === s.length - 1)))
    return "got sp as an operand, expected it only as an address";
  if (s.includes(LINK) && op === "call") return "got an argument in lr";
  if (imm === undefined)
    return THUMB2[op] && !MAY_MISS.has(op) ? "got no immediate, expected one" : undefined;
  if (float) return "got an immediate beside floats, expected none";
  const thumb2 = core.instructions === "thumb-2";
  const fits = !thumb2 && at === STACK_POINTER ? FROM_STACK : (thumb2 ? THUMB2 : THUMB1)[op];
  return fits?.(imm) ? undefined : "got an immediate out of range";
}

/**
 * Checks the instructions of a routine one by one.
 * @throws MachineCodeError with the first that the core does not have
 */
export function validateForms(
  name: string,
  code: readonly Instruction[],
  frame: number,
  core: Core,
): void {
  if (frame & 3 || frame < 0)
    refuseInstruction(name, code, 0, `got ${frame} bytes of the stack, expected whole words`);
  code.forEach((i, at) => {
    const wrong = fault(i, core) ?? (core.instructions === "thumb-1" ? thumb1Fault(i) : undefined);
    if (wrong) refuseInstruction(name, code, at, wrong);
  });
}
