/** FNV-1a by words, as board.h has it. */
export const HASH_START = 2166136261;
export const hashed = (hash: number, word: number): number => Math.imul(hash ^ word, 16777619);
