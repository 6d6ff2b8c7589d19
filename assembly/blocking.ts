// Which products are blocked: four observations at a time, four units (or inputs) at a time. Every choice gives the same
// bits, since blocking never reorders a single sum; these are the fastest.

export const BLOCK_OBSERVATIONS: bool = true;
export const BLOCK_UNITS: bool = true;
