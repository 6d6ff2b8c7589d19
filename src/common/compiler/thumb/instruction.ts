import type { Type } from "../ir/ir.js";
import type { Condition } from "./encode/conditions.js";

/**
 * A register. 0 to 15 are the core's r0 to r15, 16 to 47 the FPU's s0 to s31, and from {@link FIRST_VIRTUAL} on those that
 * do not exist yet: the allocator finds places for them.
 */
export type Register = number;
export const FIRST_FLOAT = 16;
export const FIRST_VIRTUAL = 48;
/** Holds the address of the network's memory, everywhere. */
export const BASE: Register = 11;
/** What operations that need a register for themselves take. */
export const SCRATCH: Register = 12;
export const STACK_POINTER: Register = 13;
export const LINK: Register = 14;
export const PROGRAM_COUNTER: Register = 15;

/** A register of the FPU. */
export const floatRegister = (n: number): Register => FIRST_FLOAT + n;

/** Registers, or other numbers, in a row. */
export const range = (first: number, count: number): Register[] =>
  Array.from({ length: count }, (_, n) => first + n);

/** What an operation is, for all stages. */
export interface Operation {
  /** of what type its result is, which says in what kind of register it is: the core's or the FPU's */
  readonly result?: Type;
  /** whether nothing but its result comes of it, so that one without readers may go */
  readonly pure: boolean;
  /** whether it reads or writes memory, whose address is its last source and `immediate` */
  readonly memory?: "load" | "store";
  /** whether it makes a constant, which may be made anew anywhere */
  readonly constant?: true;
  /** whether what stands behind it may not move before it, nor it behind that */
  readonly barrier?: true;
}

/** Operations that are alike. */
const alike = <Name extends string>(
  what: Operation,
  ...names: readonly Name[]
): Record<Name, Operation> =>
  Object.fromEntries(names.map((name) => [name, what])) as Record<Name, Operation>;

const INTEGER: Operation = { result: "i32", pure: true };
const FLOAT: Operation = { result: "f32", pure: true };

/** The operations on registers between the IR and machine code; `immediate` where a constant is one of the operands. */
export const OPERATIONS = {
  ...alike(
    INTEGER,
    "mov",
    "add",
    "addi",
    "addsh", // first + second shifted left by the immediate
    "sub",
    "mul",
    "mulh", // the upper half of the product of two numbers without sign
    "clz", // the zeros in front of the first one; 32 of 0
    "and",
    "andi",
    "bic", // first & ~second
    "or",
    "ori",
    "xor",
    "xori",
    "xor_shl", // first ^ second shifted by the immediate
    "xor_shr_u",
    "xor_shr_s",
    "shl",
    "shr_u",
    "shr_s",
    "shl_by", // first shifted by second, which is 0 to 31
    "shr_u_by",
    "shr_s_by",
    "tor", // bits from the FPU to the core
    "csel", // the first if the others, compared, meet the condition; else the second
  ),
  ...alike(
    FLOAT,
    "fmov",
    "fadd",
    "fsub",
    "fmul",
    "fdiv",
    "fneg",
    "fabs",
    "fsqrt",
    "cvts", // numbers of integers whose bits are in a register of the FPU
    "cvtu",
    "tof", // bits from the core to the FPU
  ),
  ...alike(
    { ...INTEGER, constant: true },
    "iconst", // the immediate
    "addr", // the address of the byte of the network's memory
    "ldarg", // the routine's argument that many bytes from the first of those on the stack; nobody changes it there
  ),
  ...alike(
    { ...FLOAT, constant: true },
    "fconst", // the number whose bits are the immediate
    "vldarg",
  ),
  ldr: { ...INTEGER, memory: "load" },
  vldr: { ...FLOAT, memory: "load" },
  ...alike({ pure: false, memory: "store" }, "str", "vstr"),
  ...alike(
    { pure: false, barrier: true },
    "label",
    "b",
    "bcc", // goes to a label if the sources, compared, meet the condition
    "call",
    "tail", // a call whose result the routine returns: the callee returns to the routine's caller
    "ret",
  ),
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;

/** What an operation is; of csel the result's type is its register's. */
export const operation = (op: OperationName): Operation => OPERATIONS[op];

/** An operation on registers. */
export interface Instruction {
  readonly op: OperationName;
  /** the register that gets the result */
  readonly d?: Register | undefined;
  readonly s: readonly Register[];
  /** a constant operand; of csel and bcc, what the first compared register is compared with */
  readonly imm?: number | undefined;
  /** csel and bcc: the condition; a float without another one is compared with 0 */
  readonly cond?: Condition;
  /** a label's name; where a branch goes; what is called */
  readonly to?: string;
  /** registers that it changes beside its result: a call's, and those that an operation needs for itself */
  readonly clobbers?: ReadonlySet<Register>;
  /** how many loops it is in: how often it runs */
  readonly depth: number;
  /**
   * after allocation: which of the lowered instructions it is, by its place there; none for what the allocator added
   * (reloads, spills, constants made anew)
   */
  readonly from?: number;
}

/** A routine on virtual registers. */
export interface Lowered {
  readonly name: string;
  readonly code: readonly Instruction[];
  /** by register */
  readonly types: readonly Type[];
  /** bytes of the stack, from sp on, where it puts arguments of those that it calls */
  readonly outgoing: number;
}

/** A routine on the core's registers. */
export interface Allocated {
  readonly name: string;
  readonly code: readonly Instruction[];
  /** bytes of the stack for calls' arguments, at sp, and for values that found no register */
  readonly frame: number;
  /** the registers that it changes, those of its callees included */
  readonly used: ReadonlySet<Register>;
}

/** Whether an instruction only copies a register. */
export const isMove = ({ op }: Instruction): boolean => op === "mov" || op === "fmov";

/** Whole names, not put together when they are wanted: engines find what they know of an operation by those. */
const FLOAT_WORDS = { ldr: "vldr", str: "vstr", ldarg: "vldarg" } as const;

/** The operation on words in memory for values of a type. */
export const wordOperation = <Op extends keyof typeof FLOAT_WORDS>(
  op: Op,
  type: Type | undefined,
): Op | (typeof FLOAT_WORDS)[Op] => (type === "f32" ? FLOAT_WORDS[op] : op);

/** The places of a routine's labels. */
export function labelsOf(code: readonly Instruction[]): Map<string, number> {
  const labels = new Map<string, number>();
  code.forEach(({ op, to }, at) => {
    if (op === "label") labels.set(to!, at);
  });
  return labels;
}

/** Registers that are set once, by an instruction of some kind, which is told, too. */
export function setOnce(
  code: readonly Instruction[],
  isWanted: (i: Instruction) => boolean | undefined,
): Map<Register, Instruction> {
  const once = new Map<Register, Instruction>();
  const set = new Set<Register>();
  for (let at = 0; at < code.length; at++) {
    const i = code[at]!;
    if (i.d === undefined) continue;
    if (set.has(i.d)) once.delete(i.d);
    else if (isWanted(i)) once.set(i.d, i);
    set.add(i.d);
  }
  return once;
}
