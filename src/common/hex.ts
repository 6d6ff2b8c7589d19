/** 32 bits in hexadecimal: 00c0ffee. */
export const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, "0");
