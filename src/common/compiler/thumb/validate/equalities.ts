// Which of many names (registers and stack slots of the allocated code, registers of the lowered code) hold the same
// value: each has the number of its class. Constants are classes of their own, the same everywhere.

/**
 * By name, the number of its class: of a constant negative, else, where states are kept, the first name of the class, so
 * that a kept state says nothing but who equals whom.
 */
export type Equalities = Int32Array;

/** Numbers constants: the same for the same operation and immediate. */
export type ConstantNumbers = (op: string, immediate: number) => number;

export function constantNumbers(): ConstantNumbers {
  const known = new Map<string, number>();
  return (op, immediate) => {
    const key = `${op} ${immediate | 0}`;
    let number = known.get(key);
    if (number === undefined) {
      number = -1 - known.size;
      known.set(key, number);
    }
    return number;
  };
}

const UNMET = 0x7fffffff;

/**
 * A copy of the first names of a state in the form in which states are kept.
 * @param classes more than the number of each class in the state
 */
export function kept(state: Equalities, names: number, classes: number): Equalities {
  const first = new Int32Array(classes).fill(UNMET); // by class, its first name
  const copy = new Int32Array(names);
  for (let name = 0; name < names; name++) {
    const number = state[name]!;
    if (number >= 0 && first[number] === UNMET) first[number] = name;
    copy[name] = number < 0 ? number : first[number]!;
  }
  return copy;
}

/**
 * Keeps in a state only what is equal on another way to the same place, too.
 * @returns whether anything had to go
 */
export function meet(state: Equalities, other: Equalities): boolean {
  const names = state.length;
  const metAs = new Int32Array(names).fill(UNMET); // by class of the state: the class over there of its first name
  let apart: Map<number, number> | undefined;
  for (let name = 0; name < names; name++) {
    const here = state[name]!;
    const there = other[name]!;
    if (here < 0) {
      if (here === there) continue;
    } else if (metAs[here] === UNMET) {
      metAs[here] = there;
      continue;
    } else if (metAs[here] === there) continue;
    // the pair is a class of its own, named after its first name
    apart ??= new Map();
    const pair = here * 0x4000000 + there;
    const own = apart.get(pair);
    if (own === undefined) apart.set(pair, name);
    state[name] = own ?? name;
  }
  return apart !== undefined;
}
