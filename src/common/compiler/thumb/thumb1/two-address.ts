// Lowered code as Thumb-1 has it: results in the place of an operand, no operand shifted on its way, no choice without a branch.
import { has } from "../allocate/bits.js";
import { backwards } from "../allocate/flow.js";
import { constantsOf } from "../allocate/graph.js";
import { isByte } from "../encode/immediates.js";
import { leftOut, lowestBits } from "../immediates.js";
import {
  BASE,
  type Instruction,
  type Lowered,
  type OperationName,
  type Register,
} from "../instruction.js";
import { isCheapConstant, move } from "./high-registers.js";

/** What one instruction becomes, with what it needs for that. */
interface Context {
  /** makes a virtual register */
  readonly register: () => Register;
  /** makes a label's name */
  readonly label: () => string;
  /** for registers that are set once, by a constant: the instruction that makes it */
  readonly constants: ReadonlyMap<Register, Instruction>;
  /** whether a register is read after the instruction */
  readonly isRead: (register: Register) => boolean;
}
type Rewrite = (i: Instruction, context: Context) => Instruction[];

/** The most that can be added to a register with the sum in another one. */
const MOST_BESIDE = 7;

/** A routine whose instructions Thumb-1 has, but for the registers; copies are put in that the allocator makes no code of. */
export function twoAddress(routine: Lowered): Lowered {
  const types = [...routine.types];
  let labels = 0;
  const register = () => types.push("i32") - 1;
  const label = () => `${routine.name}/choice.${labels++}`;
  const pieces: Instruction[][] = [];
  const constants = constantsOf(routine.code);
  backwards(routine.code, routine.types.length, (i, live) => {
    const isRead = (one: Register) => one < routine.types.length && has(live, one);
    pieces.push(REWRITES[i.op]?.(i, { register, label, isRead, constants }) ?? [i]);
    return true;
  });
  return { ...routine, types, code: pieces.reverse().flat() };
}

/** Puts the first operand where the result will be. */
const inPlace: Rewrite = (i, { register }) => {
  const [first, ...others] = i.s;
  if (i.d === first) return [i];
  const d = others.includes(i.d!) ? register() : i.d!;
  const own = { ...i, d, s: [d, ...others] };
  return [move(d, first!, i.depth), own, ...(d === i.d ? [] : [move(i.d!, d, i.depth)])];
};

/** As inPlace(), with that operand first that is the result already, or that nobody reads any more. */
const commutative: Rewrite = (i, context) => {
  const [a, b] = i.s as [Register, Register];
  const exchanged = i.d !== a && (i.d === b || (context.isRead(a) && !context.isRead(b)));
  return inPlace(exchanged ? { ...i, s: [b, a] } : i, context);
};

/** BASE is a high register: it can only be added in place. */
const sum: Rewrite = (i, context) => {
  if (i.s[1] === BASE) return inPlace(i, context);
  return i.s[0] === BASE ? inPlace({ ...i, s: [i.s[1]!, BASE] }, context) : [i];
};

const difference: Rewrite = (i, { register }) => {
  const at = i.s.indexOf(BASE);
  if (at < 0) return [i];
  const base = register();
  return [move(base, BASE, i.depth), { ...i, s: i.s.map((s, n) => (n === at ? base : s)) }];
};

const addition: Rewrite = (i, context) =>
  Math.abs(i.imm!) <= MOST_BESIDE ? [i] : inPlace(i, context);

/** An operation whose second operand another one makes, in a register of its own, from registers and the constant. */
function madeFirst(
  { imm, ...i }: Instruction,
  context: Context,
  op: OperationName,
  first: OperationName,
  s: readonly Register[],
): Instruction[] {
  const d = context.register();
  const own = { ...i, op, s: [i.s[0]!, d] };
  return [{ op: first, d, s, imm, depth: i.depth }, ...REWRITES[op]!(own, context)];
}

/** An operation whose constant needs a register of its own. */
const withConstant =
  (op: OperationName): Rewrite =>
  (i, context) =>
    madeFirst(i, context, op, "iconst", []);

/** An operation whose second operand is shifted on its way. */
const withShifted =
  (op: OperationName, shift: OperationName): Rewrite =>
  (i, context) =>
    madeFirst(i, context, op, shift, [i.s[1]!]);

/** A mask by two shifts, or by taking out what it lacks. */
const masked: Rewrite = (i, context) => {
  const mask = i.imm!;
  const twice = (first: OperationName, second: OperationName, imm: number): Instruction[] => {
    const d = context.register();
    return [
      { ...i, op: first, d, imm },
      { ...i, op: second, s: [d], imm },
    ];
  };
  const [bits, rest] = [lowestBits(mask), leftOut(mask)];
  if (isByte(~mask)) return withConstant("bic")({ ...i, imm: ~mask }, context);
  if (!isByte(mask) && bits !== undefined) return twice("shl", "shr_u", 32 - bits);
  if (!isByte(mask) && rest !== undefined) return twice("shr_u", "shl", rest);
  return withConstant("and")(i, context);
};

/** A choice as a branch over a move. */
const choice: Rewrite = ({ op: _, d, s, ...compared }, { register, label, constants }) => {
  const [yes, no, ...sides] = s as [Register, Register, ...Register[]];
  const [chosen, end] = [register(), label()];
  const { depth } = compared;
  const choose = (value: Register): Instruction => {
    const constant = constants.get(value);
    return constant && isCheapConstant(constant)
      ? { ...constant, d: chosen, depth }
      : move(chosen, value, depth);
  };
  return [
    choose(yes),
    { ...compared, op: "bcc", s: sides, to: end },
    choose(no),
    { op: "label", s: [], to: end, depth },
    move(d!, chosen, depth),
  ];
};

const REWRITES: Partial<Record<OperationName, Rewrite>> = {
  add: sum,
  sub: difference,
  addi: addition,
  mul: commutative,
  and: commutative,
  or: commutative,
  xor: commutative,
  bic: inPlace,
  andi: masked,
  ori: withConstant("or"),
  xori: withConstant("xor"),
  shl_by: inPlace,
  shr_u_by: inPlace,
  shr_s_by: inPlace,
  addsh: withShifted("add", "shl"),
  xor_shl: withShifted("xor", "shl"),
  xor_shr_u: withShifted("xor", "shr_u"),
  xor_shr_s: withShifted("xor", "shr_s"),
  csel: choice,
};
