// How wide a network may be designed, so that any plan of it stays within the 64 KiB that a network can have in all.

/** Numbers in a window, and in a batch, 4 bytes each: a quarter of the memory. */
export const MOST_NUMBERS = 4096;
/** Weights of the hidden layer, each of 12 bytes with Adam's two moments: half of the memory. */
export const MOST_WEIGHTS = 2730;
/** Units of a hidden layer, at least. */
export const LEAST_UNITS = 8;
/** Inputs of the network that leave room for a hidden layer. */
export const MOST_FEATURES = Math.floor(MOST_WEIGHTS / LEAST_UNITS);
