import type { Condition } from "./encode/conditions.js";
import type { Instruction } from "./instruction.js";

/** After an operation N and Z are its result's, but V is not a comparison's: below 0 is N alone. */
const ON_RESULTS: Partial<Record<Condition, Condition>> = {
  eq: "eq",
  ne: "ne",
  lt: "mi",
  ge: "pl",
};

/**
 * The condition by the flags of an instruction's own result in place of a comparison of that with 0 by the next one;
 * undefined where the next one is no branch on that.
 */
export function onResult({ d }: Instruction, next: Instruction): Condition | undefined {
  const comparesResult = next.op === "bcc" && next.imm === 0 && next.s[0] === d;
  return comparesResult ? ON_RESULTS[next.cond!] : undefined;
}
