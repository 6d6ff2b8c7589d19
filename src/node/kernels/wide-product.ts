import binaryen from "binaryen";

type Ref = binaryen.ExpressionRef;

/**
 * The factors of `<u32>(<u64>a * <u64>b >> 32)`, the one thing that kernels may say with 64 bits: WebAssembly has no other
 * way to write the upper half of a product, which many cores have in one instruction. It is read from the expression rather
 * than from a call of a function by some name, so that kernels run in any engine as they are, and the compiler knows that
 * it has no side effects.
 * @returns undefined for anything else
 */
export function factorsOfUpperHalf(wrap: binaryen.UnaryInfo): [Ref, Ref] | undefined {
  if (wrap.op !== binaryen.WrapInt64) return undefined;
  const shift = binaryOf(wrap.value, binaryen.ShrUInt64);
  if (!shift || !isThirtyTwo(shift.right)) return undefined;
  const product = binaryOf(shift.left, binaryen.MulInt64);
  if (!product) return undefined;
  const [left, right] = [extended(product.left), extended(product.right)];
  return left === undefined || right === undefined ? undefined : [left, right];
}

function binaryOf(ref: Ref, op: binaryen.Operations): binaryen.BinaryInfo | undefined {
  const e = binaryen.getExpressionInfo(ref);
  if (e.id !== binaryen.BinaryId) return undefined;
  const binary = e as binaryen.BinaryInfo;
  return binary.op === op ? binary : undefined;
}

function isThirtyTwo(ref: Ref): boolean {
  const e = binaryen.getExpressionInfo(ref);
  if (e.id !== binaryen.ConstId) return false;
  const { low, high } = (e as binaryen.ConstInfo).value as { low: number; high: number };
  return low === 32 && high === 0;
}

/** What becomes 64 bits wide by zeros. */
function extended(ref: Ref): Ref | undefined {
  const e = binaryen.getExpressionInfo(ref);
  if (e.id !== binaryen.UnaryId) return undefined;
  const { op, value } = e as binaryen.UnaryInfo;
  return op === binaryen.ExtendUInt32 ? value : undefined;
}
