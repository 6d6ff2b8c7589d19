/** The generator of assembly/random.ts on the host, for splitting and shuffling readings. State: 32 bits, never 0. */
export function seeded(seed: number): number {
  return (Math.imul(seed, 0x9e3779b1) + 0x85ebca6b) >>> 0 || 1;
}

/** The state after this one: xorshift32 (G. Marsaglia, "Xorshift RNGs", 2003; shifts 13, 17, 5). */
export function next(state: number): number {
  let s = state;
  s ^= s << 13;
  s ^= s >>> 17;
  s ^= s << 5;
  return s >>> 0;
}

/** Shuffles a list in place (Fisher–Yates); gives the generator's state after it. */
export function shuffle(list: Uint32Array, state: number): number {
  let s = state;
  for (let i = list.length - 1; i > 0; i--) {
    s = next(s);
    const j = Math.floor((s / 2 ** 32) * (i + 1));
    const kept = list[i]!;
    list[i] = list[j]!;
    list[j] = kept;
  }
  return s;
}
