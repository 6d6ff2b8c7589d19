// Short ways to write items.
import type { Condition } from "../../../../../src/common/compiler/thumb/encode/conditions.js";
import type {
  Item,
  Layout,
  Range,
} from "../../../../../src/common/compiler/thumb/encode/layout.js";
import { integer } from "./encoders.js";

/** So many bytes of instructions, all different from NOP, as one item. */
export const code = (bytes: number): Item => ({
  kind: "code",
  halves: Array.from({ length: bytes / 2 }, () => integer.add(0, 1, 2)[0]!),
});
/** So many bytes of instructions of 2 bytes, an item each. */
export const codes = (bytes: number): Item[] => Array.from({ length: bytes / 2 }, () => code(2));
export const label = (name: string): Item => ({ kind: "label", name });
export const jump = (to: string, condition?: Condition): Item => ({
  kind: "branch",
  to,
  ...(condition && { condition }),
});
export const call = (to: string): Item => ({ kind: "call", to });
export const load = (register: number, word: number): Item => ({ kind: "literal", register, word });
export const loadFloat = (register: number, word: number): Item => ({
  kind: "literal",
  register,
  word,
  float: true,
});
export const returned: readonly Item[] = [
  { kind: "code", halves: [0x4770] },
  { kind: "no-fall-through" },
];
export const noPool: Item = { kind: "no-pool" };

/** Where a layout has constants: in order, each range as long as it can be. */
export function constantsOf({ constants }: Layout): readonly Range[] {
  const result: Range[] = [];
  for (const { from, to } of [...constants].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (from === to) continue;
    if (last?.to === from) result.splice(-1, 1, { from: last.from, to });
    else result.push({ from, to });
  }
  return result;
}
