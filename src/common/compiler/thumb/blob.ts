// A network's machine code: all routines, then the entries.
import { shown, UserError } from "../../errors.js";
import type { BuiltNetwork } from "../build-network.js";
import { floatProgram } from "../float32.js";
import type { Program, Routine } from "../ir/ir.js";
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
import type { Layout } from "./encode/layout.js";
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

/** Where a symbol of the code is: for disassemblers and measurements. */
export interface Symbol {
  readonly name: string;
  readonly at: number;
}
export interface ThumbBlob extends ThumbCode {
  readonly symbols: readonly Symbol[];
}

/**
 * Machine code of a program, which has no floats where the core has no FPU.
 * @param trusted routines that shift by 0 to 31 bits only
 */
export function assembleProgram(
  program: Program,
  entries: readonly ThumbEntry[],
  core: ThumbCore,
  trusted: ReadonlySet<string> = new Set(),
): Omit<ThumbBlob, "optimize"> {
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
    bytes,
    data: constants,
    resultFlags: true,
    routines: extentsOf(labels, callees, new Set(entries.map(entryLabel))),
  });
  const places = new Map(entries.map((e) => [e, labels.get(entryLabel(e))!]));
  const symbols = symbolsOf(program.routines, entries, { labels, constants });
  return { bytes, entries: places, symbols };
}

const entryLabel = (entry: ThumbEntry): string => `entry:${entry}`;

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
    validateRoutine({ lowered, allocated, scheduled }, callees, core);
    return scheduled;
  });
}

/** A routine's name without its folders, as assemblers take it: descend_unit.descendUnit. */
const symbolOf = (name: string): string => name.split("/").slice(-2).join(".").replaceAll("-", "_");

/** Symbols of the entries and routines, and of where code ($t) and constants ($d) begin. */
function symbolsOf(
  routines: readonly Routine[],
  entries: readonly ThumbEntry[],
  { labels, constants }: Pick<Layout, "labels" | "constants">,
): Symbol[] {
  const marks = constants.flatMap(({ from, to }) => [
    { name: "$d", at: from },
    { name: "$t", at: to },
  ]);
  const symbols = [
    { name: "$t", at: 0 },
    ...marks,
    ...routines.map(({ name }) => ({ name: symbolOf(name), at: labels.get(name)! })),
    ...entries.map((entry) => ({ name: entry, at: labels.get(entryLabel(entry))! })),
  ];
  return symbols.sort((x, y) => x.at - y.at);
}

/** What a network's machine code is made of. */
interface MachineProgram {
  readonly program: Program;
  /** routines that shift by 0 to 31 bits only */
  readonly trusted: ReadonlySet<string>;
}

/** The program of a network for a core: without an FPU operations on floats are calls of routines. */
export function machineProgram(
  built: BuiltNetwork,
  name: ThumbCore,
  optimize: Optimize,
): MachineProgram {
  const core = CORES[name];
  if (core.fpu) return { program: thumbProgram(built, optimize), trusted: new Set() };
  const { kernels, floats } = built.resources;
  const library = floatProgram(floats(core.floatSet));
  // Layers of their own gain nothing here: products and sums are calls, beside which a few more loads do not count.
  const program = withSoftFloats(withSquareRootCalls(built.program, kernels), library);
  return { program, trusted: new Set(library.routines.map((r) => r.name)) };
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
  const { program, trusted } = machineProgram(built, core, optimize);
  return { ...assembleProgram(program, entriesOf(built.spec), core, trusted), optimize };
}
