// Takes out what does nothing: instructions whose result nobody reads, that nobody reaches, jumps to what comes next, and
// copies of what never changes.
import type { Type } from "../../ir/ir.js";
import {
  FIRST_VIRTUAL,
  type Instruction,
  isMove,
  operation,
  type Register,
  setOnce,
} from "../instruction.js";
import { has } from "./bits.js";
import { backwards, blocksOf } from "./flow.js";

type Code = readonly Instruction[];

const movesToItself = (i: Instruction) => isMove(i) && i.d === i.s[0];

/** Without what cannot be reached. */
export function withoutUnreached(code: Code): Code {
  const blocks = blocksOf(code);
  const reached = new Uint8Array(blocks.length);
  const todo = [0];
  while (todo.length > 0) {
    const block = todo.pop()!;
    if (reached[block]) continue;
    reached[block] = 1;
    todo.push(...blocks[block]!.next);
  }
  return reached.includes(0)
    ? blocks.flatMap(({ start, end }, block) => (reached[block] ? code.slice(start, end) : []))
    : code;
}

/** Whether nothing but labels stands between a jump and its label. */
function goesToNext(code: Code, jump: number): boolean {
  for (let at = jump + 1; code[at]?.op === "label"; at++)
    if (code[at]!.to === code[jump]!.to) return true;
  return false;
}

/** Without jumps to what comes next, and without labels that nobody goes to: longer pieces, for the scheduler. */
function withoutIdleJumps(code: Code): Code {
  const targets = new Set<string | undefined>();
  const isIdle = (at: number) => code[at]!.op === "b" && goesToNext(code, at);
  for (let at = 0; at < code.length; at++) {
    const { op, to } = code[at]!;
    if (op === "bcc" || (op === "b" && !isIdle(at))) targets.add(to);
  }
  const rest = code.filter(({ op, to }, at) => (op === "label" ? targets.has(to) : !isIdle(at)));
  return rest.length === code.length ? code : rest;
}

/** Without instructions whose results nobody reads. */
function withoutUnread(code: Code, types: readonly Type[]): Code {
  const kept = new Array<Instruction>(code.length);
  let first = code.length;
  let dropped = false;
  backwards(code, types.length, (i, live) => {
    const unread = i.d !== undefined && i.d >= FIRST_VIRTUAL && !has(live, i.d);
    if ((unread && operation(i.op).pure) || movesToItself(i)) {
      dropped = true;
      return false;
    }
    kept[--first] = i;
    return true;
  });
  return dropped ? kept.slice(first) : code;
}

/** Takes out what does nothing, until nothing is left to be taken out. */
export function withoutDead(code: Code, types: readonly Type[]): Code {
  for (let before: Code = []; before !== code; ) {
    before = code;
    code = withoutUnread(withoutIdleJumps(withoutUnreached(code)), types);
  }
  return code;
}

/** Reads the original in place of a copy, where neither ever changes. */
export function withoutCopies(code: Code): Code {
  const once = setOnce(code, ({ d }) => d! >= FIRST_VIRTUAL);
  const originals = new Map<Register, Register>();
  for (const [d, i] of once) if (isMove(i) && once.has(i.s[0]!)) originals.set(d, i.s[0]!);
  if (originals.size === 0) return code;
  const originalOf = (register: Register): Register => {
    const original = originals.get(register);
    return original === undefined ? register : originalOf(original);
  };
  return code.map((i) =>
    i.s.some((register) => originals.has(register)) ? { ...i, s: i.s.map(originalOf) } : i,
  );
}
