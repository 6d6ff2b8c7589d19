// A network's machine code: all routines, then the entries.

import { shown, UserError } from "../../errors.js";
import type { Resources } from "../../resources.js";
import type { BuiltNetwork } from "../build-network.js";
import { floatProgram } from "../float32.js";
import type { Program } from "../ir/ir.js";
import { entriesOf } from "../module-constants.js";
import { withSquareRootCalls } from "../square-root.js";
import { allocate } from "./allocate/index.js";
import { assemble } from "./assemble.js";
import {
  type Optimize,
  optimizeOf,
  THUMB_CORES,
  type ThumbCode,
  type ThumbCore,
  type ThumbEntry,
  type ThumbOptions,
} from "./code.js";
import { CORES, type Core } from "./core.js";
import { withEarlyReturns } from "./early-returns.js";
import type { Range } from "./encode/layout.js";
import { type Allocated, LINK } from "./instruction.js";
import { findKinds } from "./kinds.js";
import { lower } from "./lower/lower.js";
import type { Surroundings } from "./lower/lowering.js";
import { thumbProgram } from "./program.js";
import { schedule } from "./schedule.js";
import { withSoftFloats } from "./soft-floats.js";
import { twoAddress } from "./thumb1/two-address.js";
import { type Callee, calleeOf, extentsOf, validateRoutine } from "./validate/index.js";
import { validatePaths } from "./validate/paths.js";

/** Machine code that may lie at any address that is a multiple of 4, whose entries have names of their own. */
export interface MachineCode<Name extends string> {
  readonly bytes: Uint8Array;
  /** first byte of each entry; a caller adds 1, which says Thumb */
  readonly entries: ReadonlyMap<Name, number>;
  /** where there are constants, some of them empty: for disassemblers and measurements */
  readonly constants: readonly Range[];
}

/** A network's machine code, and where it has constants. */
export type ThumbBlob = ThumbCode & MachineCode<ThumbEntry>;

/**
 * Machine code of a program, which has no floats where the core has no FPU.
 * @param entries exported routines of at most one parameter
 * @param trusted routines that shift by 0 to 31 bits only
 */
export function assembleProgram<Name extends string>(
  program: Program,
  entries: readonly Name[],
  core: ThumbCore,
  trusted: ReadonlySet<string> = new Set(),
): MachineCode<Name> {
  const target = CORES[core];
  const callees = new Map<string, Callee>();
  const routines = allocatedRoutines(program, target, trusted, callees);
  const { bytes, labels, constants } = assemble(
    target,
    routines,
    entries.map((entry) => {
      const name = program.exports.get(entry)!;
      const routine = program.routines.find((r) => r.name === name)!;
      return { label: entryLabel(entry), routine, used: callees.get(name)!.changes };
    }),
  );
  validatePaths({
    core: target,
    bytes,
    data: constants,
    routines: extentsOf(labels, callees, new Set(entries.map(entryLabel))),
  });
  const places = new Map(entries.map((e) => [e, labels.get(entryLabel(e))!]));
  return { bytes, entries: places, constants };
}

const entryLabel = (entry: string): string => `entry:${entry}`;

/**
 * A program's routines on the core's registers, in their order.
 * @param callees gets what callers may believe of each
 */
function allocatedRoutines(
  program: Program,
  core: Core,
  trusted: ReadonlySet<string>,
  callees: Map<string, Callee>,
): Allocated[] {
  const kinds = findKinds(program);
  const surroundings: Surroundings = {
    ...{ program, kinds, core },
    countsFit: (name) => trusted.has(name),
    clobbersOf: (name) => callees.get(name)!.changes,
  };
  return program.routines.map((routine) => {
    const source = lower(routine, surroundings);
    const lowered = core.instructions === "thumb-1" ? twoAddress(source) : source;
    const allocated = allocate(lowered, core);
    const changes = new Set([...allocated.used, LINK]); // bl itself writes lr
    callees.set(routine.name, calleeOf(routine, changes, core));
    const scheduled = core.pipelined ? { ...allocated, code: schedule(allocated.code) } : allocated;
    validateRoutine({ lowered, allocated, scheduled }, callees);
    return scheduled;
  });
}

/** What machine code is made of. */
interface MachineProgram {
  readonly program: Program;
  /** routines that shift by 0 to 31 bits only */
  readonly trusted: ReadonlySet<string>;
}

/** A program for a core: without an FPU operations on floats are calls of routines. */
export function programFor(
  core: Core,
  program: Program,
  { kernels, floats }: Resources,
): MachineProgram {
  if (core.fpu) return { program, trusted: new Set() };
  const source = floatProgram(floats(core.floatSet));
  const library = { ...source, routines: source.routines.map(withEarlyReturns) };
  return {
    program: withSoftFloats(withSquareRootCalls(program, kernels), library),
    trusted: new Set(library.routines.map(({ name }) => name)),
  };
}

/** The program of a network for a core. */
export function machineProgram(
  built: BuiltNetwork,
  name: ThumbCore,
  optimize: Optimize,
): MachineProgram {
  // Layers of their own gain nothing without an FPU: products and sums are calls, beside which a few more loads do not count.
  const source = CORES[name].fpu ? thumbProgram(built, optimize) : built.program;
  return programFor(CORES[name], source, built.resources);
}

/**
 * The ways to try, of which the shortest code is taken. A layer of few units in loops of its own takes fewer bytes than the
 * kernels that all layers share, a larger one more: where size counts, both are made.
 */
function mannersFor({ plan }: BuiltNetwork, core: ThumbCore, optimize: Optimize): Optimize[] {
  const both = optimize === "size" && plan.kind === "fast" && CORES[core].fpu;
  return both ? ["size", "balanced"] : [optimize];
}

/**
 * Machine code of a network: the same bytes wherever it is made.
 * @throws UserError when there is no such core, or an option is not known
 */
export function thumbCode(
  built: BuiltNetwork,
  core: ThumbCore,
  options: ThumbOptions = {},
): ThumbBlob {
  if (!THUMB_CORES.includes(core)) {
    throw new UserError(`core: got ${shown(core)}, expected one of ${THUMB_CORES.join(", ")}`);
  }
  const optimize = optimizeOf(built.plan.kind, options);
  const made = mannersFor(built, core, optimize).map((manner) => {
    const { program, trusted } = machineProgram(built, core, manner);
    return assembleProgram(program, entriesOf(built.spec), core, trusted);
  });
  const shortest = made.reduce((best, code) =>
    code.bytes.length < best.bytes.length ? code : best,
  );
  return { ...shortest, optimize };
}
