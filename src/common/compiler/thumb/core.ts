// What the cores can do, as data: stages ask here, none knows a core by its name.
import type { FloatSet } from "../float32.js";
import type { ThumbCore } from "./code.js";
import { addable, comparable, isByte } from "./encode/immediates.js";
import { isLogical, isNarrowMask } from "./immediates.js";
import { FIRST_FLOAT, type Register, range } from "./instruction.js";

/** A core as lowering, allocation and emission see it. */
export interface Core {
  /** Thumb-2 (ARMv7-M, ARMv8-M) or only the 16-bit instructions (ARMv6-M) */
  readonly instructions: "thumb-2" | "thumb-1";
  /** whether floats are added and multiplied by instructions; else routines do it */
  readonly fpu: boolean;
  /** what the routines that compute with floats stand on, without an FPU */
  readonly floatSet: FloatSet;
  /** registers that integers may be in, the most wanted first */
  readonly integers: readonly Register[];
  /** registers that few instructions reach: places for what would go to the stack, the most wanted first */
  readonly high: readonly Register[];
  readonly floats: readonly Register[];
  /** how many integer arguments a call hands over in registers, from r0 on; the others go by the stack */
  readonly argumentRegisters: number;
  /** bytes that a load or store of a word reaches from a register */
  readonly reach: number;
  /** bytes that one reaches from BASE; undefined where no load can use BASE */
  readonly baseReach: number | undefined;
  /** how absolute places are cut into a base to be kept and an offset, in bytes: a power of two */
  readonly window: number;
  /** whether the order of independent instructions matters much */
  readonly pipelined: boolean;
  /** whether a number can be added in one instruction */
  readonly adds: (value: number) => boolean;
  /** whether a register can be compared with a number in one instruction */
  readonly compares: (value: number) => boolean;
  /** whether a number can be the operand of a bitwise operation */
  readonly masks: (operator: "and" | "or" | "xor", value: number) => boolean;
}

/** ARMv7-M without an FPU. */
const THUMB_2: Core = {
  instructions: "thumb-2",
  fpu: false,
  floatSet: "wide",
  integers: [...range(0, 11), 12, 14],
  high: [],
  floats: [],
  argumentRegisters: 10,
  reach: 4092,
  baseReach: 4092,
  window: 1024,
  pipelined: false,
  adds: addable,
  compares: comparable,
  masks: isLogical,
};

const WITH_FPU: Core = { ...THUMB_2, fpu: true, pipelined: true, floats: range(FIRST_FLOAT, 32) };

/** ARMv6-M: of 16 registers most instructions reach 8. */
const THUMB_1: Core = {
  instructions: "thumb-1",
  fpu: false,
  floatSet: "narrow",
  integers: range(0, 8),
  high: [8, 9, 10, 12, 14],
  floats: [],
  argumentRegisters: 6,
  reach: 124,
  baseReach: undefined,
  window: 128,
  pipelined: false,
  adds: (value) => Math.abs(value | 0) < 256,
  compares: isByte,
  masks: isNarrowMask,
};

/** The cores by their names. */
export const CORES: Readonly<Record<ThumbCore, Core>> = {
  "Cortex-M0": THUMB_1,
  "Cortex-M0+": THUMB_1,
  "Cortex-M3": THUMB_2,
  "Cortex-M4F": WITH_FPU,
  "Cortex-M33F": WITH_FPU,
};
