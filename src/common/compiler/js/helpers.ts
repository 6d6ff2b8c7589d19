// What small engines have no function for, and few programs need: Math.clz32 is not in all of them, and integers of 64 bits are
// in none.

/** The upper half of a product of two integers without sign, from halves whose products doubles hold. */
const UPPER_HALF =
  "function H(a,b){var c=a&65535,d=a>>>16,e=b&65535,f=b>>>16,g=d*e+(c*e>>>16),h=(g&65535)+c*f;return d*f+(g>>>16)+(h>>>16)|0}";
/** The zeros in front of the first one. */
const LEADING_ZEROS = "function Z(a){var n=32;for(;a;a>>>=1)n--;return n}";

/** The helpers that JavaScript calls; it has no capitals but ours. */
export const helpersOf = (source: string): string[] => [
  ...(/\bH\(/.test(source) ? [UPPER_HALF] : []),
  ...(/\bZ\(/.test(source) ? [LEADING_ZEROS] : []),
];
