/** What the linker does to a network's program, in this order; the first puts it together (link.ts). */
export const PASS_NAMES = [
  "bind",
  "specialise",
  "signatures",
  "inline",
  "arguments",
  "separate-locals",
  "copies",
  "integer-loads",
] as const;
export type PassName = (typeof PASS_NAMES)[number];
