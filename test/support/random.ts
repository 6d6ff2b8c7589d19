/** Seeded random numbers for tests: the same cases in every run, on every machine. */
export interface Random {
  /** in [from, to), a multiple of 2⁻²⁴ of the range */
  uniform(from: number, to: number): number;
  /** a whole number from `from` to `to`, both included */
  whole(from: number, to: number): number;
  pick<T>(values: readonly T[]): T;
}

/** A 32-bit LCG (Numerical Recipes), of which only the upper 24 bits are used. */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) / 2 ** 24;
  };
  for (let i = 0; i < 4; i++) next(); // neighbouring seeds begin alike
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return {
    uniform: (from, to) => from + next() * (to - from),
    whole,
    pick: (values) => values[whole(0, values.length - 1)]!,
  };
}
