// Products, and what looks at bits. None sets flags but the narrow multiplication, the only one that ARMv6-M has.
import { type Halves, isLow, narrowTwo, wide } from "./operands.js";

/** d = the low 32 bits of n · m. */
export function mul(d: number, n: number, m: number): Halves {
  if (isLow(d, n, m) && (d === n || d === m)) {
    return narrowTwo(0x4340, d, d === n ? m : n);
  }
  return wide(0xfb00f000 | (n << 16) | (d << 8) | m);
}

/** The 64 bits of n · m, both without sign, in two registers, which are not the same: the low ones first. */
export function umull(lowResult: number, highResult: number, n: number, m: number): Halves {
  return wide(0xfba00000 | (n << 16) | (lowResult << 12) | (highResult << 8) | m);
}

/** d = the number of 0 bits above m's highest 1: 32 for 0. */
export function clz(d: number, m: number): Halves {
  return wide(0xfab0f080 | (m << 16) | (d << 8) | m);
}
