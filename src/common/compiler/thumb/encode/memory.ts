// Loads and stores of core registers, the narrow form wherever there is one. t is the register that is loaded or stored, n holds the address.
import { type Halves, isLow, offsetWithin, PC, SP, wide } from "./operands.js";

/** A word at n + an offset from 0 to 4095, which need be no multiple of 4. n may be sp. */
const access =
  (narrow: number, word: number) =>
  (t: number, n: number, offset = 0): Halves => {
    const scaled = offset / 4;
    if (isLow(t) && scaled >= 0 && Number.isInteger(scaled)) {
      if (isLow(n) && scaled <= 31) return [narrow | (scaled << 6) | (n << 3) | t];
      if (n === SP && scaled <= 255) return [(narrow & 0x0800) | 0x9000 | (t << 8) | scaled];
    }
    return wide(word | (n << 16) | (t << 12) | offsetWithin(offset, 0, 4095, 1));
  };

export const ldr = access(0x6800, 0xf8d00000);
export const str = access(0x6000, 0xf8c00000);

/**
 * A row of registers to or from the stack, the lowest at the lowest address.
 * @param narrow the form for low registers and `extra`
 * @param single the form for one register
 */
const stacked =
  (narrow: number, single: number, word: number, extra: number) =>
  (registers: readonly number[]): Halves => {
    const bits = registers.reduce((sum, register) => sum | (1 << register), 0);
    const rest = bits & ~(1 << extra);
    if (rest <= 0xff) return [narrow | ((bits >> extra) << 8) | rest];
    return wide(registers.length === 1 ? single | (registers[0]! << 12) : word | bits);
  };

/** Pushes registers, r0 to r12 and lr; at least one. */
export const push = stacked(0xb400, 0xf84d0d04, 0xe92d0000, 14);
/** Pops registers: r0 to r12, and lr or pc (which returns). */
export const pop = stacked(0xbc00, 0xf85d0b04, 0xe8bd0000, PC);
