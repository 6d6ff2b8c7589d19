// Operations with a constant: which of several instructions holds it.
import { encoded, encodedIfHeld, type Halves } from "./encode.js";

/** d = a + a constant that is addable(), with s = 1 (flags are set) addableSettingFlags(). Both or neither are sp. */
export function addConstant(d: number, a: number, value: number, s = 0): Halves {
  const signed = value | 0;
  if (signed === 0 && s === 0) return encoded("mov", { d, a });
  const i = Math.abs(signed);
  const [own, other] = signed < 0 ? (["sub", "add"] as const) : (["add", "sub"] as const);
  return (
    encodedIfHeld(`${own}i`, { d, a, i, s }) ??
    // 0xff00ff00, say, fits only as it is, not as the subtraction of 0x00ff0100.
    encodedIfHeld(`${other}i`, { d, a, i: -i, s }) ??
    encoded(`${own}w`, { d, a, i, s })
  );
}

/** d = a & a constant that is andable(). */
export const andConstant = (d: number, a: number, i: number, s = 0): Halves =>
  encodedIfHeld("andi", { d, a, i, s }) ?? encoded("bici", { d, a, i: ~i, s });

/** d = a | a constant that is orrable(). */
export const orConstant = (d: number, a: number, i: number): Halves =>
  encodedIfHeld("ori", { d, a, i }) ?? encoded("orni", { d, a, i: ~i });

/** d = a ^ a constant that is eorable(). */
export const xorConstant = (d: number, a: number, i: number): Halves =>
  ~i === 0 ? encoded("mvn", { d, a }) : encoded("xori", { d, a, i });

/** d = any 32 bits, in one or two instructions. */
export function movConstant(d: number, value: number): Halves {
  const half = (name: "movw" | "movt", bits: number) =>
    encoded(name, { d, l: bits >>> 12, i: bits & 0xfff });
  return (
    encodedIfHeld("movi", { d, i: value >>> 0 }) ??
    encodedIfHeld("mvni", { d, i: ~value }) ?? [
      ...half("movw", value & 0xffff),
      ...(value >>> 16 ? half("movt", value >>> 16) : []),
    ]
  );
}

/** Compares a with a constant that is comparable(). */
export const cmpConstant = (a: number, value: number): Halves =>
  encodedIfHeld("cmpi", { a, i: value | 0 }) ?? encoded("cmni", { a, i: -value });
