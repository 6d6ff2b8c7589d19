import type { ThumbCode } from "../compiler/thumb/code.js";

/** Thumb instructions that go to the entry whose offset the table behind them has; r2 is a routine's number times 4. */
const DISPATCH = [
  0xa301, // adr r3, table
  0x589a, // ldr r2, [r3, r2]
  0x189b, // adds r3, r3, r2
  0x4718, // bx r3
] as const;

/** Machine code with one entry for all routines. */
export interface OneEntry {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** its first byte: `int entry(int memory, int argument, int fourTimesTheRoutine)` */
  readonly entry: number;
}

/**
 * Machine code with an entry for all its routines behind it: Espruino then needs one native function, which it makes slowly,
 * and keeps.
 * @param entries the routines' first bytes, in the order of ROUTINES
 */
export function withOneEntry(code: ThumbCode, entries: readonly number[]): OneEntry {
  const entry = Math.ceil(code.bytes.length / 4) * 4;
  const table = entry + 2 * DISPATCH.length;
  const bytes = new Uint8Array(table + 4 * entries.length);
  bytes.set(code.bytes);
  const view = new DataView(bytes.buffer);
  DISPATCH.forEach((instruction, i) => {
    view.setUint16(entry + 2 * i, instruction, true);
  });
  // An odd address means Thumb.
  entries.forEach((at, i) => {
    view.setInt32(table + 4 * i, at + 1 - table, true);
  });
  return { bytes, entry };
}
