import {
  CONDITION_NAMES,
  conditionBits,
} from "../../../../../src/common/compiler/thumb/encode/conditions.js";
import type { Architecture, Item } from "../../../../../src/common/compiler/thumb/encode/layout.js";
import { integer } from "./encoders.js";
import * as make from "./items.js";

/** Numbers from 0 up to a bound, the same for the same seed: xorshift. */
export function randomNumbers(seed: number): (bound: number) => number {
  let state = (seed * 2654435761) | 1;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
}

/**
 * Items at random: routines with loops, loads of constants, IT, calls, so long that branches and constants come to the ends
 * of their reach and beyond.
 */
export function randomItems(seed: number, architecture: Architecture): readonly Item[] {
  const below = randomNumbers(seed);
  const thumb2 = architecture === "thumb-2";
  const routines = 1 + below(4);
  const words = Array.from({ length: 1 + below(60) }, () => below(2 ** 31) * 2);
  // most pieces are short; some are nearly as long as a reach
  const longest = [16, 60, 250, 1000][below(4)]!;
  const filler = (): Item => make.code(2 * (1 + below(longest / 2)));
  const condition = () => CONDITION_NAMES[below(CONDITION_NAMES.length)]!;
  const constant = (): Item => {
    const word = words[below(words.length)]!;
    if (thumb2 && below(2) === 0) return make.loadFloat(below(32), word);
    return make.load(below(thumb2 ? 13 : 8), word);
  };
  const conditional = (): Item => ({
    kind: "code",
    halves: [...integer.it(conditionBits(condition())), ...integer.mov(9, 8)],
  });
  const piece = (routine: number, labels: number): Item[] => {
    const to = `r${routine}.${below(labels)}`;
    const kind = below(12);
    if (kind < 4) return [filler()];
    if (kind < 8) return [constant()];
    if (kind < 9) return [make.jump(to, condition())];
    if (kind < 10) return below(2) === 0 ? [make.jump(to)] : [filler(), make.noPool];
    if (kind < 11) return [thumb2 ? conditional() : filler()];
    return [make.call(`r${below(routines)}`)];
  };
  return Array.from({ length: routines }, (_, routine) => {
    const labels = 1 + below(8);
    return [
      make.label(`r${routine}`),
      ...Array.from({ length: labels }, (_, n) => [
        make.label(`r${routine}.${n}`),
        ...Array.from({ length: below(20) }, () => piece(routine, labels)).flat(),
      ]).flat(),
      ...make.returned,
    ];
  }).flat();
}
