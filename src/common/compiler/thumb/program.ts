import type { BuiltNetwork } from "../build-network.js";
import type { Tiling } from "../dense/layer.js";
import type { Program, Routine } from "../ir/ir.js";
import { separateLocals } from "../ir/separate-locals.js";
import { callsIn, eachStatement, sizeOf } from "../ir/walk.js";
import { withCalleesIn } from "../link/inline.js";
import { link } from "../link/link.js";
import { networkProgram } from "../network-program.js";
import type { Optimize } from "./code.js";

const TILING: Tiling = { rows: 4, unroll: 1 };

/** The program of a network as machine code is made of it. */
export function thumbProgram(
  { spec, plan, resources }: BuiltNetwork,
  _optimize: Optimize,
): Program {
  const { kernels } = resources;
  return separateLocals(withLeavesIn(link(kernels, networkProgram(spec, plan, kernels, TILING))));
}

/** Statements and operations that a routine may have to be put in the place of each of its calls. */
const SHORT = 14;
/** The same for calls in loops: an activation's constants then stay in registers. */
const LONGEST_IN_LOOPS = 120;

/** Puts routines without loops and calls in the place of their calls, where that pays. */
function withLeavesIn(program: Program): Program {
  const exported = new Set(program.exports.values());
  const leaves = new Map<string, Routine>();
  const sizes = new Map<string, number>();
  const routines = program.routines.map((source) => {
    const routine = withCalleesIn(source, ({ target }, inLoop) => {
      const leaf = leaves.get(target);
      const most = inLoop ? LONGEST_IN_LOOPS : SHORT;
      return leaf && sizes.get(target)! <= most ? leaf : undefined;
    });
    if (!exported.has(routine.name) && isLeaf(routine)) {
      leaves.set(routine.name, routine);
      sizes.set(routine.name, sizeOf(routine.body));
    }
    return routine;
  });
  return withoutUncalled({ ...program, routines });
}

function isLeaf({ body }: Routine): boolean {
  let leaf = true;
  eachStatement(body, ({ kind }) => {
    if (kind === "loop" || kind === "call") leaf = false;
  });
  return leaf;
}

/** Without the routines that nobody calls. */
function withoutUncalled(program: Program): Program {
  const called = new Set<string>(program.exports.values());
  const kept = program.routines.toReversed().filter((routine) => {
    if (!called.has(routine.name)) return false;
    for (const { target } of callsIn(routine.body)) called.add(target);
    return true;
  });
  return { ...program, routines: kept.reverse() };
}
