// Machine code read back, as far as paths through it need: what each instruction changes, where it may go, and what it does
// to the stack and the flags. No others than those that the back end has.
import type { Core } from "../core.js";
import { type Form, formIn, type Operands, operandsIn } from "../encode/encode.js";
import type { Mnemonic } from "../encode/instructions.js";
import {
  LINK,
  PROGRAM_COUNTER as PC,
  type Register,
  range,
  SCRATCH,
  STACK_POINTER,
} from "../instruction.js";
import { FAR_JUMP_SIZE, farJumpAt } from "./far-jump.js";

/** What an instruction is for a path through it. */
export interface Decoded {
  /** bytes; of a far jump, which counts as one instruction, those of its five */
  readonly size: 2 | 4 | typeof FAR_JUMP_SIZE;
  readonly writes: readonly Register[];
  /** whether it is one move from this register */
  readonly copies?: Register | undefined;
  /** compares: sets the flags for what follows; results: may be meant so, by its result; changes: is not meant so */
  readonly flags?: "compares" | "results" | "changes" | undefined;
  /** whether it does something else by the flags */
  readonly conditional?: true;
  /** whether the next instruction happens by the flags */
  readonly governs?: true;
  /** where it may go */
  readonly target?: number | undefined;
  /** jump: goes there always; call: comes back; return: goes to the caller */
  readonly leaves?: "jump" | "call" | "return";
  readonly pushes?: readonly Register[];
  readonly pops?: readonly Register[];
  /** bytes by which sp grows */
  readonly sp?: number | undefined;
  /** offset from sp of a word that it loads or stores */
  readonly slot?: number | undefined;
  /** place of a word that it loads */
  readonly literal?: number | undefined;
}

/** What an instruction is without its size; it writes nothing where it does not say so. */
type Meaning = Partial<Omit<Decoded, "size">>;

const listed = (mask: number): Register[] => range(0, 16).filter((r) => (mask >> r) & 1);
const OF_FPU = 0b111011; // how its instructions begin
const ALWAYS = 14; // the conditions end there
const signed = (value: number, width: number) => (value << (32 - width)) >> (32 - width);

/** The distance of a wide branch in half words: two bits are kept as whether they differ from the sign. */
const far = ({ s, j, k, h }: Operands) =>
  signed((s! << 23) | ((1 ^ j! ^ s!) << 22) | ((1 ^ k! ^ s!) << 21) | h!, 24);

/** pop {…, pc} returns. */
const popped = (mask: number): Meaning => ({
  pops: listed(mask),
  ...((mask >> PC) & 1 && { leaves: "return" as const }),
});

/** What an instruction means; undefined for what the back end never makes with such operands. */
function meaningOf(form: Form, operands: Operands, at: number): Meaning | undefined {
  const { a, c, h, i, j, k, l, r = 0, s } = operands;
  const jump = (halves: number) => ({ leaves: "jump" as const, target: at + 4 + 2 * halves });
  const branch = (halves: number) =>
    c! < ALWAYS ? { conditional: true as const, target: at + 4 + 2 * halves } : undefined;
  switch (form.name) {
    case "b":
      return jump(signed(h!, 11));
    case "b_wide":
      return jump(far(operands));
    case "bl":
      return { ...jump(far(operands)), writes: [LINK], leaves: "call" };
    case "b_on":
      return branch(signed(h!, 8));
    case "b_on_wide":
      return branch(signed((s! << 19) | (k! << 18) | (j! << 17) | h!, 20));
    case "ret":
      return { leaves: "return" };
    case "it":
      return { conditional: true, governs: true };
    case "push":
    case "push_wide":
      return { pushes: listed(l! | (r << LINK)) };
    case "push_one":
      return { pushes: [a!] };
    case "vpush":
      return { pushes: range(a!, i!) };
    case "pop":
    case "pop_wide":
      return popped(l! | (r << PC));
    case "pop_one":
      return popped(1 << a!);
    case "vpop":
      return { pops: range(a!, i!) };
    default:
      return resultOf(form, operands, at);
  }
}

/** The signs with which constants are added to sp. */
const SIGNS: Readonly<Partial<Record<Mnemonic, number>>> = { addi: 1, addw: 1, subi: -1, subw: -1 };

/** What computes, loads and stores. */
function resultOf({ name, mark }: Form, operands: Operands, at: number): Meaning | undefined {
  const { a, b, d, i, s, u } = operands;
  const base = mark === "sp" ? STACK_POINTER : (b ?? a); // the address of loads and stores
  const sign = SIGNS[name];
  if (sign && base === STACK_POINTER && (d ?? base) === base)
    return s || i === undefined ? undefined : { sp: sign * i };
  if (d === STACK_POINTER || d === PC) return undefined;
  const writes = d === undefined ? [] : [d];
  const literal = ((at + 4) & ~3) + (u === 0 ? -i! : i!);
  switch (name) {
    case "ldr_pc":
    case "ldr_pc_wide":
    case "vldr_pc":
      return { writes, literal };
    case "ldr":
    case "str":
    case "vldr":
    case "vstr":
      if (base === PC) return undefined;
      return { writes, slot: base === STACK_POINTER ? i : undefined };
    case "mov":
      return { writes, copies: a };
    case "mulh":
      return d === SCRATCH ? undefined : { writes: [SCRATCH, ...writes] };
    default:
      return { writes, flags: s ? "results" : (mark as Decoded["flags"]) };
  }
}

/** What decides on the instructions that a core has. */
export type Has = Pick<Core, "instructions" | "fpu">;

/** ARMv6-M has of the instructions of 32 bits only BL, and no IT; a core without an FPU none of its. */
const has = ({ instructions, fpu }: Has, { name, bytes }: Form, word: number): boolean =>
  instructions === "thumb-1"
    ? name === "bl" || (bytes === 2 && name !== "it")
    : fpu || word >>> 26 !== OF_FPU;

/** The instruction at a byte of the code; undefined where the core or the back end has none. */
export function decode(view: DataView, at: number, core: Has): Decoded | undefined {
  const far = farJumpAt(view, at);
  if (far) return { size: FAR_JUMP_SIZE, writes: [], leaves: "jump", ...far };
  const half = (place: number) => (place < view.byteLength ? view.getUint16(place, true) : 0);
  const word = (half(at) << 16) | half(at + 2);
  const form = formIn(word);
  if (!form || !has(core, form, word)) return undefined;
  const meaning = meaningOf(form, operandsIn(word, form), at);
  return meaning && { size: form.bytes, writes: [], ...meaning };
}
