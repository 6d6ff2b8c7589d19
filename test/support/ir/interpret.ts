import type {
  BinaryOperator,
  Expression,
  Program,
  Statement,
  Type,
} from "../../../src/common/compiler/ir/ir.js";
import { noVectors } from "../../../src/common/compiler/ir/vector.js";

/** How statements end: at their end, by a branch to a label, or with the routine. */
type End = "end" | { readonly to: string } | { readonly value: number | undefined };

const word = new DataView(new ArrayBuffer(4));
/** Random programs take at most 400,000 (5,000 were counted); what takes so many goes round for ever. */
const MOST_STEPS = 2_000_000;

/** An integer is kept as 32 bits with sign; floats are rounded after each operation. */
const INTEGERS: Partial<Record<BinaryOperator, (a: number, b: number) => number>> = {
  add: (a, b) => (a + b) | 0,
  sub: (a, b) => (a - b) | 0,
  mul: (a, b) => Math.imul(a, b),
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  shl: (a, b) => a << b,
  shr_s: (a, b) => a >> b,
  shr_u: (a, b) => (a >>> b) | 0,
  eq: (a, b) => +(a === b),
  ne: (a, b) => +(a !== b),
  lt_s: (a, b) => +(a < b),
  le_s: (a, b) => +(a <= b),
  gt_s: (a, b) => +(a > b),
  ge_s: (a, b) => +(a >= b),
  lt_u: (a, b) => +(a >>> 0 < b >>> 0),
  le_u: (a, b) => +(a >>> 0 <= b >>> 0),
  gt_u: (a, b) => +(a >>> 0 > b >>> 0),
  ge_u: (a, b) => +(a >>> 0 >= b >>> 0),
  mul_high_u: (a, b) => Number(BigInt.asIntN(32, (BigInt(a >>> 0) * BigInt(b >>> 0)) >> 32n)),
};
const FLOATS: Partial<Record<BinaryOperator, (a: number, b: number) => number>> = {
  add: (a, b) => Math.fround(a + b),
  sub: (a, b) => Math.fround(a - b),
  mul: (a, b) => Math.fround(a * b),
  div: (a, b) => Math.fround(a / b),
  copysign: (a, b) => (b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a)),
  eq: (a, b) => +(a === b),
  ne: (a, b) => +(a !== b),
  lt: (a, b) => +(a < b),
  le: (a, b) => +(a <= b),
  gt: (a, b) => +(a > b),
  ge: (a, b) => +(a >= b),
};

/**
 * Runs an exported routine of a program, statement by statement, as ir.ts says what they mean: the measure of the passes
 * and of the printers, made with nothing of theirs.
 * @param memory what the program loads and stores
 * @throws Error after very many statements
 */
export function interpret(
  program: Program,
  memory: ArrayBuffer,
  entry: string,
  args: readonly number[],
  most = MOST_STEPS,
): number | undefined {
  const bytes = new DataView(memory);
  const routines = new Map(program.routines.map((routine) => [routine.name, routine]));
  let steps = 0;
  const count = (): void => {
    if (++steps > most) throw new Error(`${entry}: got no end after ${most} statements`);
  };

  const run = (name: string, operands: readonly number[]): number | undefined => {
    const { locals: types, body } = routines.get(name)!;
    const locals = types.map((_, i) => operands[i] ?? 0);
    const value = (e: Expression): number => {
      switch (e.kind) {
        case "constant":
          return e.value;
        case "global":
          throw new Error(`${e.name} is not linked`);
        case "local":
          return locals[e.index]!;
        case "load":
          return loaded(e.type, (value(e.pointer) >>> 0) + e.offset);
        case "unary": {
          const operand = value(e.value);
          switch (e.operator) {
            case "eqz":
              return +(operand === 0);
            case "clz":
              return Math.clz32(operand);
            case "abs":
              return Math.abs(operand);
            case "neg":
              return -operand;
            case "sqrt":
              return Math.fround(Math.sqrt(operand));
            case "convert_s":
              return Math.fround(operand);
            case "convert_u":
              return Math.fround(operand >>> 0);
            case "reinterpret":
              if (e.type === "i32") {
                word.setFloat32(0, operand);
                return word.getInt32(0);
              }
              word.setInt32(0, operand);
              return word.getFloat32(0);
          }
          break;
        }
        case "binary": {
          const compute = (e.left.type === "f32" ? FLOATS : INTEGERS)[e.operator]!;
          const left = value(e.left);
          return compute(left, value(e.right));
        }
        case "select":
          return value(e.condition) !== 0 ? value(e.ifTrue) : value(e.ifFalse);
        case "vector":
          return noVectors();
      }
    };
    const list = (statements: readonly Statement[]): End => {
      for (const s of statements) {
        const end = statement(s);
        if (end !== "end") return end;
      }
      return "end";
    };
    const statement = (s: Statement): End => {
      count();
      switch (s.kind) {
        case "set":
          locals[s.index] = value(s.value);
          return "end";
        case "store": {
          const at = (value(s.pointer) >>> 0) + s.offset;
          const stored = value(s.value);
          if (s.value.type === "i32") bytes.setInt32(at, stored, true);
          else bytes.setFloat32(at, stored, true);
          return "end";
        }
        case "call": {
          const result = run(s.target, s.operands.map(value));
          if (s.result !== undefined) locals[s.result] = result!;
          return "end";
        }
        case "if":
          return list(value(s.condition) !== 0 ? s.ifTrue : s.ifFalse);
        case "loop":
          for (;;) {
            const end = list(s.body);
            if (end === "end" || !("to" in end) || end.to !== s.label) return end;
            count();
          }
        case "block": {
          const end = list(s.body);
          return end !== "end" && "to" in end && end.to === s.label ? "end" : end;
        }
        case "branch":
          return s.condition === undefined || value(s.condition) !== 0 ? { to: s.label } : "end";
        case "return":
          return { value: s.value && value(s.value) };
      }
    };
    const end = list(body);
    return end !== "end" && "value" in end ? end.value : undefined;
  };
  const loaded = (type: Type, at: number): number =>
    type === "i32" ? bytes.getInt32(at, true) : bytes.getFloat32(at, true);

  return run(program.exports.get(entry)!, args);
}
