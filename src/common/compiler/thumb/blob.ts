// A network's machine code: all routines, then the entries.
import { shown, UserError } from "../../errors.js";
import type { BuiltNetwork } from "../build-network.js";
import type { Program } from "../ir/ir.js";
import { entriesOf } from "../module-constants.js";
import { allocate } from "./allocate.js";
import {
  type Optimize,
  optimizeOf,
  THUMB_CORES,
  type ThumbCode,
  type ThumbCore,
  type ThumbEntry,
  type ThumbOptions,
} from "./code.js";
import { emitFunction } from "./emit.js";
import { Assembler } from "./encoder.js";
import type { Register } from "./instruction.js";
import { findKinds } from "./kinds.js";
import { lower } from "./lower/lower.js";
import { thumbProgram } from "./program.js";
import { schedule } from "./schedule.js";

/** Where a symbol of the code is: for disassemblers and measurements. */
export interface Symbol {
  readonly name: string;
  readonly at: number;
}
export interface ThumbBlob extends ThumbCode {
  readonly symbols: readonly Symbol[];
}

/** Machine code of a program. */
export function assembleProgram(
  program: Program,
  entries: readonly ThumbEntry[],
  _core: ThumbCore,
  optimize: Optimize = "speed",
): ThumbBlob {
  const kinds = findKinds(program);
  const a = new Assembler();
  const clobbers = new Map<string, Set<Register>>();
  for (const routine of program.routines) {
    const lowered = lower(routine, { program, kinds, clobbersOf: (name) => clobbers.get(name)! });
    const allocated = allocate(lowered);
    clobbers.set(routine.name, new Set([...allocated.used, 14])); // bl itself writes lr
    emitFunction(a, { ...allocated, code: schedule(allocated.code) });
  }
  for (const entry of entries) {
    const name = program.exports.get(entry)!;
    const routine = program.routines.find((r) => r.name === name)!;
    const used = clobbers.get(name)!;
    const saved = [4, 5, 6, 7, 8, 9, 10]
      .filter((r) => used.has(r))
      .reduce((mask, r) => mask | (1 << r), 1 << 11);
    const floats = [...used].filter((v) => v >= 32);
    const most = floats.length > 0 ? Math.max(...floats) - 16 : 0;
    const count = floats.length > 0 ? (most - 15 + 1) & ~1 : 0;
    a.label(`entry:${entry}`);
    a.push(saved | (1 << 14));
    if (count) a.vpush(16, count);
    a.mov(11, 0);
    if (routine.parameters[0] === "f32") a.vmovToF(0, 1);
    else if (routine.parameters.length > 0) a.mov(0, 1);
    a.bl(name);
    if (routine.result === "f32") a.vmovToR(0, 0);
    if (count) a.vpop(16, count);
    a.pop(saved | (1 << 15));
  }
  const { bytes, labels, data } = a.assemble();
  const places = new Map(entries.map((e) => [e, labels.get(`entry:${e}`)!]));
  const symbols: Symbol[] = [{ name: "$t", at: 0 }];
  for (const [from, to] of data) symbols.push({ name: "$d", at: from }, { name: "$t", at: to });
  for (const [name, at] of labels) {
    if (name.startsWith("entry:")) symbols.push({ name: name.slice(6), at });
    else if (name.startsWith("assembly") && name.split("/").length === 3)
      symbols.push({ name: name.replace(/.*\//, ""), at });
  }
  symbols.sort((x, y) => x.at - y.at);
  return { bytes, entries: places, symbols, optimize };
}

/** The cores of which all operations can be encoded. */
const CORES: readonly ThumbCore[] = THUMB_CORES.filter((core) => core.endsWith("F"));

/**
 * Machine code of a network: the same bytes wherever it is made.
 * @throws UserError when there is no machine code for the core, or an option is not known
 */
export function thumbCode(
  built: BuiltNetwork,
  core: ThumbCore,
  options: ThumbOptions = {},
): ThumbBlob {
  if (!CORES.includes(core)) {
    throw new UserError(`core: got ${shown(core)}, expected one of ${CORES.join(", ")}`);
  }
  const optimize = optimizeOf(built.plan.kind, options);
  return assembleProgram(thumbProgram(built, optimize), entriesOf(built.spec), core, optimize);
}
