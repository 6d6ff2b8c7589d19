import binaryen from "binaryen";
import { floatOfBits } from "../../common/bits.js";
import { constant, type Expression } from "../../common/compiler/ir/ir.js";
import { type VectorOperator, vector } from "../../common/compiler/ir/vector.js";

type Ref = binaryen.ExpressionRef;

/** Each kind of expression numbers its operators by itself. */
type Operators = ReadonlyMap<number, VectorOperator>;
const UNARY: Operators = new Map([
  [binaryen.SplatVecI32x4, "i32x4.splat"],
  [binaryen.SplatVecF32x4, "f32x4.splat"],
  [binaryen.NotVec128, "v128.not"],
  [binaryen.AnyTrueVec128, "v128.any_true"],
  [binaryen.AbsVecF32x4, "f32x4.abs"],
  [binaryen.SqrtVecF32x4, "f32x4.sqrt"],
  [binaryen.ConvertSVecI32x4ToVecF32x4, "f32x4.convert_i32x4_s"],
]);
const BINARY: Operators = new Map([
  [binaryen.AndVec128, "v128.and"],
  [binaryen.AndNotVec128, "v128.andnot"],
  [binaryen.OrVec128, "v128.or"],
  [binaryen.XorVec128, "v128.xor"],
  [binaryen.EqVecI32x4, "i32x4.eq"],
  [binaryen.LtUVecI32x4, "i32x4.lt_u"],
  [binaryen.GtUVecI32x4, "i32x4.gt_u"],
  [binaryen.AddVecI32x4, "i32x4.add"],
  [binaryen.SubVecI32x4, "i32x4.sub"],
  [binaryen.EqVecF32x4, "f32x4.eq"],
  [binaryen.LtVecF32x4, "f32x4.lt"],
  [binaryen.GtVecF32x4, "f32x4.gt"],
  [binaryen.LeVecF32x4, "f32x4.le"],
  [binaryen.GeVecF32x4, "f32x4.ge"],
  [binaryen.AddVecF32x4, "f32x4.add"],
  [binaryen.SubVecF32x4, "f32x4.sub"],
  [binaryen.MulVecF32x4, "f32x4.mul"],
  [binaryen.DivVecF32x4, "f32x4.div"],
]);
const TERNARY: Operators = new Map([[binaryen.BitselectVec128, "v128.bitselect"]]);
const SHIFT: Operators = new Map([
  [binaryen.ShlVecI32x4, "i32x4.shl"],
  [binaryen.ShrSVecI32x4, "i32x4.shr_s"],
  [binaryen.ShrUVecI32x4, "i32x4.shr_u"],
]);
const EXTRACT: Operators = new Map([[binaryen.ExtractLaneVecF32x4, "f32x4.extract_lane"]]);
const REPLACE: Operators = new Map([[binaryen.ReplaceLaneVecF32x4, "f32x4.replace_lane"]]);

/**
 * Reads an operation on four lanes. Loads into lanes are read as what they come to, which the printer makes one instruction
 * again.
 * @param operands reads operands in their order
 * @returns undefined for what kernels do not use
 */
export function readVector(
  ref: Ref,
  operands: (refs: readonly Ref[]) => Expression[],
): Expression | undefined {
  const e = binaryen.getExpressionInfo(ref);
  const operation = (operator: VectorOperator | undefined, refs: readonly Ref[], lane = 0) =>
    operator && vector(operator, operands(refs), lane);
  switch (e.id) {
    case binaryen.UnaryId: {
      const { op, value } = e as binaryen.UnaryInfo;
      return operation(UNARY.get(op), [value]);
    }
    case binaryen.BinaryId: {
      const { op, left, right } = e as binaryen.BinaryInfo;
      return operation(BINARY.get(op), [left, right]);
    }
    case binaryen.SIMDTernaryId: {
      const { op, a, b, c } = e as binaryen.SIMDTernaryInfo;
      return operation(TERNARY.get(op), [a, b, c]);
    }
    case binaryen.SIMDShiftId: {
      const { op, vec, shift } = e as binaryen.SIMDShiftInfo;
      return operation(SHIFT.get(op), [vec, shift]);
    }
    case binaryen.SIMDExtractId: {
      const { op, vec, index } = e as binaryen.SIMDExtractInfo;
      return operation(EXTRACT.get(op), [vec], index);
    }
    case binaryen.SIMDReplaceId: {
      const { op, vec, index, value } = e as binaryen.SIMDReplaceInfo;
      return operation(REPLACE.get(op), [vec, value], index);
    }
    case binaryen.SIMDShuffleId: {
      const { left, right, mask } = e as binaryen.SIMDShuffleInfo;
      const lanes = lanesOf(mask);
      return lanes === undefined
        ? undefined
        : vector("i32x4.shuffle", operands([left, right]), lanes);
    }
    case binaryen.SIMDLoadId: {
      const { op, ptr, offset } = e as binaryen.SIMDLoadInfo;
      const number = loaded(operands([ptr])[0]!, offset);
      if (op === binaryen.Load32SplatVec128) return vector("f32x4.splat", [number]);
      if (op === binaryen.Load32ZeroVec128) {
        return vector("f32x4.replace_lane", [constant("v128", 0), number]);
      }
      return undefined;
    }
    case binaryen.SIMDLoadStoreLaneId: {
      const { op, ptr, vec, index, offset } = e as binaryen.SIMDLoadStoreLaneInfo;
      if (op !== binaryen.Load32LaneVec128) return undefined;
      const [pointer, into] = operands([ptr, vec]);
      return vector("f32x4.replace_lane", [into!, loaded(pointer!, offset)], index);
    }
    default:
      return undefined;
  }
}

const loaded = (pointer: Expression, offset: number): Expression => ({
  kind: "load",
  type: "f32",
  pointer,
  offset,
});

/** A mask of bytes as one of lanes, three bits for each; undefined where it parts lanes. */
function lanesOf(mask: readonly number[]): number | undefined {
  let lanes = 0;
  for (let i = 0; i < 4; i++) {
    const first = mask[4 * i]!;
    const whole = first % 4 === 0 && [1, 2, 3].every((k) => mask[4 * i + k] === first + k);
    if (!whole) return undefined;
    lanes |= (first / 4) << (3 * i);
  }
  return lanes;
}

/**
 * A constant of four lanes: the first in all of them, and each that differs in its own.
 * @returns undefined where one that differs is NaN, as a lane of ones is, since a number does not keep which NaN it is
 */
export function readLanes({ value }: binaryen.ConstInfo): Expression | undefined {
  const bytes = Uint8Array.from(value as unknown as number[]);
  const [first, ...others] = new Int32Array(bytes.buffer);
  if (others.some((word) => word !== first && Number.isNaN(floatOfBits(word)))) return undefined;
  return others.reduce<Expression>(
    (lanes, word, i) => {
      if (word === first) return lanes;
      return vector("f32x4.replace_lane", [lanes, constant("f32", floatOfBits(word))], i + 1);
    },
    constant("v128", first!),
  );
}
