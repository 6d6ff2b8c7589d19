// Routines and entries become bytes: one way for each set of instructions.
import type { Routine } from "../ir/ir.js";
import { emitFunction } from "./emit.js";
import type { Item, Range } from "./encode/layout.js";
import { layOut } from "./encode/layout.js";
import { Assembler } from "./encoder.js";
import type { Allocated, Register } from "./instruction.js";
import { emitRoutine } from "./thumb1/emit.js";
import { emitEntry } from "./thumb1/entry.js";

/** Code that grows, routine by routine. */
export interface Assembly {
  readonly routine: (routine: Allocated) => void;
  /** @param used the registers that the routine changes */
  readonly entry: (label: string, routine: Routine, used: ReadonlySet<Register>) => void;
  readonly finish: () => {
    readonly bytes: Uint8Array;
    readonly labels: ReadonlyMap<string, number>;
    readonly constants: readonly Range[];
  };
}

export function thumb1Assembly(): Assembly {
  const items: Item[] = [];
  return {
    routine: (routine) => {
      items.push(...emitRoutine(routine));
    },
    entry: (label, { name, parameters }, used) => {
      items.push(...emitEntry(label, name, used, parameters.length > 0));
    },
    finish: () => layOut(items, "thumb-1"),
  };
}

export function thumb2Assembly(): Assembly {
  const a = new Assembler();
  return {
    routine: (routine) => {
      emitFunction(a, routine);
    },
    entry: (label, routine, used) => {
      emitThumb2Entry(a, label, routine, used);
    },
    finish: () => {
      const { bytes, labels, data } = a.assemble();
      return { bytes, labels, constants: data.map(([from, to]) => ({ from, to })) };
    },
  };
}

/** The way in from outside, `int entry(int memory, int argument)`: keeps what the caller expects kept, and calls a routine. */
function emitThumb2Entry(
  a: Assembler,
  label: string,
  { name, parameters, result }: Routine,
  used: ReadonlySet<Register>,
): void {
  const saved = [4, 5, 6, 7, 8, 9, 10]
    .filter((r) => used.has(r))
    .reduce((mask, r) => mask | (1 << r), 1 << 11);
  const floats = [...used].filter((v) => v >= 32);
  const most = floats.length > 0 ? Math.max(...floats) - 16 : 0;
  const count = floats.length > 0 ? (most - 15 + 1) & ~1 : 0;
  a.label(label);
  a.push(saved | (1 << 14));
  if (count) a.vpush(16, count);
  a.mov(11, 0);
  if (parameters[0] === "f32") a.vmovToF(0, 1);
  else if (parameters.length > 0) a.mov(0, 1);
  a.bl(name);
  if (result === "f32") a.vmovToR(0, 0);
  if (count) a.vpop(16, count);
  a.pop(saved | (1 << 15));
}
