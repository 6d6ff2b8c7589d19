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

/** What kind of register a value needs: the core's or the FPU's. */
export type RegisterClass = "i" | "f";

/** A register of the FPU. */
export const floatRegister = (n: number): Register => FIRST_FLOAT + n;

/** What an operation is, for all stages. */
export interface Operation {
  readonly result?: RegisterClass;
  readonly sources: readonly RegisterClass[];
  /** whether nothing but its result comes of it, so that one without readers may go */
  readonly pure: boolean;
  /** whether it reads or writes memory, whose address is its last source and `immediate` */
  readonly memory?: "load" | "store";
  /** whether it makes a constant, which may be made anew anywhere */
  readonly constant?: true;
  /** whether what stands behind it may not move before it, nor it behind that */
  readonly barrier?: true;
}

const pure = (result: RegisterClass, ...sources: RegisterClass[]): Operation => ({
  result,
  sources,
  pure: true,
});
const constant = (result: RegisterClass): Operation => ({ ...pure(result), constant: true });
const load = (result: RegisterClass): Operation => ({ ...pure(result, "i"), memory: "load" });
const store = (source: RegisterClass): Operation => ({
  sources: [source, "i"],
  pure: false,
  memory: "store",
});
const control = (...sources: RegisterClass[]): Operation => ({
  sources,
  pure: false,
  barrier: true,
});

/** The operations on registers between the IR and machine code; `immediate` where a constant is one of the operands. */
export const OPERATIONS = {
  mov: pure("i", "i"),
  fmov: pure("f", "f"),
  /** the immediate */
  iconst: constant("i"),
  /** the number whose bits are the immediate */
  fconst: constant("f"),
  /** the address of the byte of the network's memory */
  addr: constant("i"),
  /** the routine's argument that many bytes from the first of those on the stack; nobody changes it there */
  ldarg: constant("i"),
  vldarg: constant("f"),
  add: pure("i", "i", "i"),
  addi: pure("i", "i"),
  /** first + second shifted left by the immediate */
  addsh: pure("i", "i", "i"),
  sub: pure("i", "i", "i"),
  mul: pure("i", "i", "i"),
  /** the upper half of the product of two numbers without sign */
  mulh: pure("i", "i", "i"),
  /** the zeros in front of the first one; 32 of 0 */
  clz: pure("i", "i"),
  and: pure("i", "i", "i"),
  andi: pure("i", "i"),
  /** first & ~second */
  bic: pure("i", "i", "i"),
  or: pure("i", "i", "i"),
  ori: pure("i", "i"),
  xor: pure("i", "i", "i"),
  xori: pure("i", "i"),
  /** first ^ second shifted by the immediate */
  xor_shl: pure("i", "i", "i"),
  xor_shr_u: pure("i", "i", "i"),
  xor_shr_s: pure("i", "i", "i"),
  shl: pure("i", "i"),
  shr_u: pure("i", "i"),
  shr_s: pure("i", "i"),
  /** first shifted by second, which is 0 to 31 */
  shl_by: pure("i", "i", "i"),
  shr_u_by: pure("i", "i", "i"),
  shr_s_by: pure("i", "i", "i"),
  ldr: load("i"),
  vldr: load("f"),
  str: store("i"),
  vstr: store("f"),
  fadd: pure("f", "f", "f"),
  fsub: pure("f", "f", "f"),
  fmul: pure("f", "f", "f"),
  fdiv: pure("f", "f", "f"),
  fneg: pure("f", "f"),
  fabs: pure("f", "f"),
  fsqrt: pure("f", "f"),
  /** numbers of integers whose bits are in a register of the FPU */
  cvts: pure("f", "f"),
  cvtu: pure("f", "f"),
  /** bits from the core to the FPU, and back */
  tof: pure("f", "i"),
  tor: pure("i", "f"),
  /** the first if the others, compared, meet the condition; else the second */
  csel: pure("i"),
  label: control(),
  b: control(),
  /** goes to a label if the sources, compared, meet the condition */
  bcc: control(),
  call: control(),
  /** a call whose result the routine returns: the callee returns to the routine's caller */
  tail: control(),
  ret: control(),
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;

/** What an operation is; csel's and bcc's sources, a call's and a return's depend on the instruction. */
export const operation = (op: OperationName): Operation => OPERATIONS[op];

/** An operation on registers. */
export interface Instruction {
  readonly op: OperationName;
  /** the register that gets the result */
  readonly d?: Register;
  readonly s: readonly Register[];
  /** a constant operand; of csel and bcc, what the first compared register is compared with */
  readonly imm?: number;
  /** csel and bcc: the condition */
  readonly cond?: Condition;
  /** csel and bcc: whether floats are compared; one alone is compared with 0 */
  readonly float?: boolean;
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
  readonly classes: readonly RegisterClass[];
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
