// Thumb-2's IT, and BX.
import { type Condition, conditionBits } from "./conditions.js";
import { core, type Halves, refuse } from "./operands.js";

/**
 * Makes the next instructions conditional: one, and one more for each letter, "t" on the same condition and "e" on the
 * inverse one: it("eq", "te") is ITTE EQ. They must be no branches and set no flags; 16-bit forms do not, behind IT.
 */
export function it(condition: Condition, more = ""): Halves {
  if (!/^[te]{0,3}$/.test(more)) refuse("it", `"${more}"`, 'up to three of "t" and "e"');
  const bits = conditionBits(condition);
  const own = bits & 1;
  const mask = [...more].reduce((sum, letter, n) => {
    return sum | ((letter === "t" ? own : own ^ 1) << (3 - n));
  }, 0);
  return [0xbf00 | (bits << 4) | mask | (1 << (3 - more.length))];
}

/** Goes to the address in m, whose lowest bit says Thumb. bx(14) returns. */
export function bx(m: number): Halves {
  core("bx", m);
  return [0x4700 | (m << 3)];
}
