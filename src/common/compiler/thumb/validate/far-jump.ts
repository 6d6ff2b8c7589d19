// The jump over more than 2 KB of ARMv6-M: five instructions in a row that together do nothing but go somewhere.

/** Where a far jump goes, and the constant that says so. */
export interface FarJump {
  readonly target: number;
  readonly literal: number;
}

/** Its bytes up to the last instruction; the constant is somewhere behind them. */
export const FAR_JUMP_SIZE = 10;
const PUSH_R0_R1 = 0xb403;
const LDR_R0 = 0x4800;

/**
 * The far jump at a byte: r0 and a word for pc on the stack, the place computed in r0 and put over that word, both taken
 * back. Nothing but pc changes: r0 comes back, `add` of pc leaves the flags. Undefined where anything differs.
 */
export function farJumpAt(view: DataView, at: number): FarJump | undefined {
  if (at + FAR_JUMP_SIZE > view.byteLength || view.getUint16(at, true) !== PUSH_R0_R1)
    return undefined;
  const half = (n: number) => view.getUint16(at + 2 * n, true);
  const isOne =
    (half(1) & 0xff00) === LDR_R0 && // ldr r0, [pc, #…]
    half(2) === 0x4478 && // add r0, pc
    half(3) === 0x9001 && // str r0, [sp, #4]
    half(4) === 0xbd01; // pop {r0, pc}
  if (!isOne) return undefined;
  const literal = ((at + 2 + 4) & ~3) + 4 * (half(1) & 0xff);
  if (literal + 4 > view.byteLength) return undefined;
  const word = view.getInt32(literal, true);
  // pc of the addition is 4 behind it; the lowest bit says Thumb, without it the core faults.
  return word & 1 ? { target: at + 4 + 4 + (word & ~1), literal } : undefined;
}
