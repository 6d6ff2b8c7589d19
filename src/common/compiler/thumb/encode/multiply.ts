// Thumb-2's products, quotients and what looks at bits. None sets flags but the narrow multiplication.
import { core, type Halves, isLow, narrowTwo, refuse, wide } from "./operands.js";

/** d = the low 32 bits of n · m. */
export function mul(d: number, n: number, m: number, flags: "free" | "keep" = "free"): Halves {
  if (flags === "free" && isLow(d, n, m) && (d === n || d === m)) {
    return narrowTwo(0x4340, d, d === n ? m : n);
  }
  core("mul", d, n, m);
  return wide(0xfb00f000 | (n << 16) | (d << 8) | m);
}

const four =
  (name: string, word: number) =>
  (d: number, n: number, m: number, a: number): Halves => {
    core(name, d, n, m, a);
    return wide(word | (n << 16) | (a << 12) | (d << 8) | m);
  };

/** d = a + n · m. */
export const mla = four("mla", 0xfb000000);
/** d = a − n · m. */
export const mls = four("mls", 0xfb000010);

const long =
  (name: string, word: number) =>
  (lowResult: number, highResult: number, n: number, m: number): Halves => {
    core(name, lowResult, highResult, n, m);
    if (lowResult === highResult) refuse(name, `r${lowResult} for both halves`, "two registers");
    return wide(word | (n << 16) | (lowResult << 12) | (highResult << 8) | m);
  };

/** The 64 bits of n · m in two registers, the low ones first: without signs, with them, added to what is there. */
export const umull = long("umull", 0xfba00000);
export const smull = long("smull", 0xfb800000);
export const umlal = long("umlal", 0xfbe00000);

const quotient =
  (name: string, word: number) =>
  (d: number, n: number, m: number): Halves => {
    core(name, d, n, m);
    return wide(word | (n << 16) | (d << 8) | m);
  };

/** d = n / m towards 0; 0 when m is 0. */
export const udiv = quotient("udiv", 0xfbb0f0f0);
export const sdiv = quotient("sdiv", 0xfb90f0f0);

/** d = the number of 0 bits above m's highest 1: 32 for 0. */
export function clz(d: number, m: number): Halves {
  core("clz", d, m);
  return wide(0xfab0f080 | (m << 16) | (d << 8) | m);
}

const extension =
  (name: string, narrow: number, word: number) =>
  (d: number, m: number): Halves => {
    if (isLow(d, m)) return narrowTwo(narrow, d, m);
    core(name, d, m);
    return wide(word | (d << 8) | m);
  };

/** d = m's low byte or half word, filled up with 0 or, signed, with its top bit. */
export const uxtb = extension("uxtb", 0xb2c0, 0xfa5ff080);
export const uxth = extension("uxth", 0xb280, 0xfa1ff080);
export const sxtb = extension("sxtb", 0xb240, 0xfa4ff080);
export const sxth = extension("sxth", 0xb200, 0xfa0ff080);
