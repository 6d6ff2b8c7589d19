// Thumb-2's IT, and BX.
import { type Condition, conditionBits } from "./conditions.js";
import type { Halves } from "./operands.js";

/** Makes the next instruction conditional. It must be no branch and set no flags; 16-bit forms do not, behind IT. */
export const it = (condition: Condition): Halves => [0xbf08 | (conditionBits(condition) << 4)];

/** Goes to the address in m, whose lowest bit says Thumb. bx(14) returns. */
export const bx = (m: number): Halves => [0x4700 | (m << 3)];
