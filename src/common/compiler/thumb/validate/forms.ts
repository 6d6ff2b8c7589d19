// Checks each allocated instruction by itself: registers of the right kind, immediates that its form can hold, and neither
// the memory's base nor the stack pointer changed.
import type { ThumbCore } from "../code.js";
import { Assembler, modifiedImmediate } from "../encoder.js";
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
  andi: (n) => modified(n) || modified(~n),
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
  bcc: (n) => Assembler.comparable(n),
  csel: (n) => Assembler.comparable(n),
};

/** Cores without Thumb-2, whose emitter splits what does not fit. */
const THUMB1: Partial<Record<OperationName, Fits>> = {
  ...THUMB2,
  addi: bits,
  andi: bits,
  ori: bits,
  xori: bits,
  ldr: words(0xfffc),
  str: words(0xfffc),
  bcc: bits,
  csel: bits,
};

const hasThumb2 = (core: ThumbCore) => core !== "Cortex-M0" && core !== "Cortex-M0+";
const hasFpu = (core: ThumbCore) => core.endsWith("F");
/** Immediates that may be left out: a comparison of two registers. */
const MAY_MISS: ReadonlySet<OperationName> = new Set(["bcc", "csel"]);

const classOf = (register: Register): RegisterClass => (register < FIRST_FLOAT ? "i" : "f");

/** What kinds of registers an instruction has to have; undefined where its callee says it. */
function sourcesOf({ op, s, d, float, imm }: Instruction): readonly RegisterClass[] | undefined {
  if (op === "call" || op === "ret") return undefined;
  if (op !== "bcc" && op !== "csel") return operation(op).sources;
  const one: RegisterClass = float ? "f" : "i";
  const alone = imm !== undefined || (float && s.length === (op === "csel" ? 3 : 1));
  const compared = alone ? [one] : [one, one];
  const result = d === undefined ? "i" : classOf(d);
  return op === "csel" ? [result, result, ...compared] : compared;
}

/** What is wrong with an instruction; undefined when nothing is. */
function fault(i: Instruction, core: ThumbCore): string | undefined {
  const { op, s, d, imm, float } = i;
  const misplaced = [...s, ...(d === undefined ? [] : [d])].find(
    (r) => !(r >= 0 && r < FIRST_VIRTUAL && r !== 15),
  );
  if (misplaced !== undefined) return `got ${registerName(misplaced)}, expected a core's register`;
  if (!hasFpu(core) && [...s, d ?? 0].some((r) => r >= FIRST_FLOAT))
    return `got a register of the FPU, expected none on a ${core}`;
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
  const fits = (hasThumb2(core) ? THUMB2 : THUMB1)[op];
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
  core: ThumbCore,
): void {
  if (frame & 3 || frame < 0)
    refuseInstruction(name, code, 0, `got ${frame} bytes of the stack, expected whole words`);
  code.forEach((i, at) => {
    const wrong = fault(i, core);
    if (wrong) refuseInstruction(name, code, at, wrong);
  });
}
