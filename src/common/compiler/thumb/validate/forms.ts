// Checks each allocated instruction by itself: registers of the right kind, immediates that its form can hold, and neither
// the memory's base nor the stack pointer changed.
import type { Core } from "../core.js";
import {
  BASE,
  FIRST_FLOAT,
  FIRST_VIRTUAL,
  type Instruction,
  type OperationName,
  operation,
  PROGRAM_COUNTER,
  type Register,
  type RegisterClass,
  STACK_POINTER,
} from "../instruction.js";
import { refuseInstruction, registerName } from "./refuse.js";

type Fits = (immediate: number) => boolean;
type Immediates = Partial<Record<OperationName, Fits>>;

const whole = (least: number, most: number): Fits => {
  return (n) => Number.isInteger(n) && n >= least && n <= most;
};
const words = (most: number): Fits => {
  return (n) => whole(0, most)(n) && (n & 3) === 0;
};
const bits: Fits = whole(-(2 ** 31), 2 ** 32 - 1);
const shift: Fits = whole(0, 31);
const BOTH: Immediates = { iconst: bits, addr: bits, shl: shift, shr_u: shift, shr_s: shift };
/** What immediates the forms of Thumb-2 hold; operations that are not here have none. */
const thumb2 = ({ adds, masks, compares }: Core): Immediates => ({
  ...BOTH,
  fconst: bits,
  ldarg: words(4092),
  vldarg: words(1020),
  addi: adds,
  addsh: shift,
  andi: (n) => masks("and", n),
  ori: (n) => masks("or", n),
  xori: (n) => masks("xor", n),
  xor_shl: shift,
  xor_shr_u: whole(1, 31), // 0 would be 32
  xor_shr_s: whole(1, 31),
  ldr: words(4092),
  str: words(4092),
  vldr: words(1020),
  vstr: words(1020),
  bcc: compares,
  csel: compares,
});

/** The same for Thumb-1, which has few operations. */
const THUMB1: Immediates = {
  ...BOTH,
  ldarg: words(1020),
  addi: whole(-255, 255),
  ldr: words(1020),
  str: words(1020),
  bcc: whole(0, 255),
};
/** Operations of Thumb-1 whose result takes the first operand's place. */
const IN_PLACE: ReadonlySet<OperationName> = new Set<OperationName>([
  ...(["mul", "and", "bic", "or", "xor", "shl_by", "shr_u_by", "shr_s_by"] as const),
]);
const THUMB1_OTHERS: ReadonlySet<OperationName> = new Set<OperationName>([
  ...IN_PLACE,
  ...(["label", "b", "call", "tail", "ret", "mov", "add", "sub"] as const),
]);
const REACH_OF_LOW = 124;

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

/** What is wrong with a register by itself; undefined when nothing is. */
function placeFault(register: Register, core: Core): string | undefined {
  if (!(register >= 0 && register < FIRST_VIRTUAL) || register === PROGRAM_COUNTER)
    return "no register";
  return register >= FIRST_FLOAT && !core.fpu ? "no FPU" : undefined;
}

/** What is wrong with an instruction's registers; undefined when nothing is. */
function registerFault(i: Instruction, core: Core): string | undefined {
  const { op, s, d } = i;
  for (const register of s) {
    const wrong = placeFault(register, core);
    if (wrong) return wrong;
  }
  const wrong = d === undefined ? undefined : placeFault(d, core);
  if (wrong) return wrong;
  if (d === BASE || d === STACK_POINTER) return `changes ${registerName(d)}`;
  const sources = sourcesOf(i);
  if (sources && (sources.length !== s.length || sources.some((c, k) => c !== classOf(s[k]!))))
    return `operands are not ${sources}`;
  const { result, memory } = operation(op);
  if (op !== "call" && (d !== undefined) !== (result !== undefined))
    return result ? "no result" : "a result";
  if (d !== undefined && op !== "csel" && op !== "call" && classOf(d) !== result)
    return "result of the other kind";
  const sp = s.indexOf(STACK_POINTER);
  if (sp >= 0 && !(memory && sp === s.length - 1)) return "sp as an operand";
  return undefined;
}

/** What is wrong with an instruction of a core that has only Thumb-1; undefined when nothing is. */
function thumb1Fault({ op, s, d, imm }: Instruction): string | undefined {
  if (!THUMB1[op] && !THUMB1_OTHERS.has(op)) return "not of Thumb-1";
  const base = operation(op).memory ? s.at(-1) : undefined;
  const anywhere = op === "mov" || op === "add" || op === "call" || op === "tail" || op === "ret";
  const isLow = (r: Register) => r < 8 || (r === STACK_POINTER && r === base);
  if (!anywhere && !(op === "bcc" && imm === undefined) && ![...s, d ?? 0].every(isLow))
    return "high register";
  if (IN_PLACE.has(op) && d !== s[0]) return "result beside its first operand";
  if (op === "addi" && d !== s[0] && Math.abs(imm!) > 7) return "immediate out of range";
  if (base !== undefined && base !== STACK_POINTER && imm! > REACH_OF_LOW)
    return "immediate out of range";
  return undefined;
}

/** What is wrong with an instruction's immediate; undefined when nothing is. */
function immediateFault(
  { op, imm, float }: Instruction,
  immediates: Immediates,
): string | undefined {
  const fits = immediates[op];
  if (imm === undefined) return fits && !MAY_MISS.has(op) ? "no immediate" : undefined;
  if (float) return "immediate beside floats";
  return fits?.(imm) ? undefined : "immediate out of range";
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
  if (frame & 3 || frame < 0) refuseInstruction(name, code, 0, "frame of no whole words");
  const narrow = core.instructions === "thumb-1";
  const immediates = narrow ? THUMB1 : thumb2(core);
  code.forEach((i, at) => {
    const wrong =
      registerFault(i, core) ??
      (narrow ? thumb1Fault(i) : undefined) ??
      immediateFault(i, immediates);
    if (wrong) refuseInstruction(name, code, at, wrong);
  });
}
