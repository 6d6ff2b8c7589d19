import type { Program, Routine, Type } from "../../../src/common/compiler/ir/ir.js";
import { separateLocals } from "../../../src/common/compiler/ir/separate-locals.js";
import { PASSES } from "../../../src/common/compiler/link/link.js";
import { call, give, i, load, NO_NETWORK, routine, vf, vi } from "./build.js";
import { ENTRIES, FLOATS, INTEGERS, type Kind, randomProgram } from "./random-program.js";

// Random programs as machine code may meet them: with entries of one argument, places near and far, and many values at once.

/** What an entry takes, and what it gives. */
export interface DeviceEntry {
  readonly name: string;
  readonly takes: Type;
  readonly gives: Type | undefined;
}
export interface DeviceProgram {
  readonly program: Program;
  readonly entries: readonly DeviceEntry[];
}

/** Floats that end somewhere: the least, the largest, and around the least that is normal; and what is no number. */
const EDGES = [1.401298464324817e-45, -1.1754942106924411e-38, 1.1754943508222875e-38, NaN];
const KIND: Kind = {
  parameters: 14,
  locals: 12,
  // Multiples of 128, and 32 more, so that floats stay among floats; around the ends of what loads reach, 1020 and 4092.
  added: [0, 32, 0, 32, 128 * 7, 128 * 7 + 32, 1024, 1024 + 32, 128 * 31, 128 * 31 + 32, 4096],
  floats: [...FLOATS, ...EDGES].map(Math.fround),
  end: 4096 + 128,
  depth: 2,
  statements: 5,
  wide: true,
  deepHeads: true,
};
const SMALL: Kind = { ...KIND, parameters: 4, locals: 4 };
const LARGE: Kind = { ...KIND, depth: 3 };
/** By the seed; half of those that are used by odd seeds, which are linked. */
const KINDS = [KIND, KIND, SMALL, SMALL, KIND, KIND, SMALL, SMALL, KIND, SMALL, LARGE] as const;
export const DEVICE_MEMORY = KIND.end;

/** Where an entry finds the argument that it is not called with: words 40 are integers, words 48 floats. */
const INTEGER_AT = 4 * 40;
const FLOAT_AT = 4 * 48;

/** An entry of one argument before one of two. */
function entering({ name, result }: Routine, takes: Type): Routine {
  const operands =
    takes === "i32" ? [vi(0), load("f32", i(FLOAT_AT))] : [load("i32", i(INTEGER_AT)), vf(0)];
  if (result === undefined) return routine(`enter ${name}`, [takes], [], [call(name, operands)]);
  const given = result === "i32" ? vi(1) : vf(1);
  return routine(
    `enter ${name}`,
    [takes],
    [result],
    [call(name, operands, 1), give(given)],
    result,
  );
}

/**
 * A random program; each second is linked, as networks' are.
 * @param wide whether it may have leading zeros and upper halves of products, which Thumb-1 has not
 */
export function deviceProgram(seed: number, wide: boolean): DeviceProgram {
  const source = randomProgram(seed, { ...KINDS[seed % KINDS.length]!, wide });
  const entries = ENTRIES.map((name, k): [Routine, DeviceEntry] => {
    const inner = source.routines.find((one) => one.name === source.exports.get(name))!;
    const takes = (seed + k) % 3 === 0 ? "f32" : "i32";
    return [entering(inner, takes), { name, takes, gives: inner.result }];
  });
  const outer: Program = {
    ...source,
    routines: [...source.routines, ...entries.map(([one]) => one)],
    exports: new Map(entries.map(([one, { name }]) => [name, one.name])),
  };
  return {
    program: seed % 2 === 0 ? separateLocals(outer) : linked(outer),
    entries: entries.map(([, entry]) => entry),
  };
}

const NETWORK = { ...NO_NETWORK, integers: INTEGERS };
const linked = (program: Program): Program =>
  PASSES.reduce((linking, { run }) => run(linking, NETWORK), program);
