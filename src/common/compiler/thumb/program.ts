import { parameterCount } from "../../network/plan.js";
import type { BuiltNetwork } from "../build-network.js";
import type { Tiling } from "../dense/layer.js";
import type { Program, Routine } from "../ir/ir.js";
import { separateLocals } from "../ir/separate-locals.js";
import { reached, sizeOf, statementsIn } from "../ir/walk.js";
import { withCalleesIn } from "../link/inline.js";
import { link } from "../link/link.js";
import { networkProgram } from "../network-program.js";
import type { Optimize } from "./code.js";

/** How a program is made ready for machine code. */
interface Manner {
  /** how the fast plan's dense layers are blocked, each by routines of its own; without it they share kernels */
  readonly tiling?: Tiling;
  /** statements and operations that a routine may have to be put in the place of each of its calls */
  readonly longest: number;
  /** the same for calls in loops: an activation's constants then stay in registers */
  readonly longestInLoops: number;
}

const MANNERS: Readonly<Record<Optimize, Manner>> = {
  balanced: { tiling: { unroll: 1 }, longest: 14, longestInLoops: 120 },
  speed: { tiling: { unroll: 2 }, longest: 14, longestInLoops: 120 },
  size: { longest: 14, longestInLoops: 60 },
};

/** Parameters of networks beside whose memory the bytes of unrolled loops do not count. */
const LARGE = 4096;

/** The program of a network as machine code is made of it. */
export function thumbProgram({ spec, plan, resources }: BuiltNetwork, optimize: Optimize): Program {
  const { kernels } = resources;
  const large = parameterCount(spec) >= LARGE;
  const manner = MANNERS[optimize === "balanced" && large ? "speed" : optimize];
  const linked = link(kernels, networkProgram(spec, plan, kernels, manner.tiling));
  return separateLocals(withLeavesIn(linked, manner));
}

/** Puts routines without loops and calls in the place of their calls, where that pays. */
function withLeavesIn(program: Program, { longest, longestInLoops }: Manner): Program {
  const exported = new Set(program.exports.values());
  const leaves = new Map<string, Routine>();
  const sizes = new Map<string, number>();
  const routines = program.routines.map((source) => {
    const routine = withCalleesIn(source, ({ target }, inLoop) => {
      const leaf = leaves.get(target);
      const most = inLoop ? longestInLoops : longest;
      return leaf && sizes.get(target)! <= most ? leaf : undefined;
    });
    if (!exported.has(routine.name) && isLeaf(routine)) {
      leaves.set(routine.name, routine);
      sizes.set(routine.name, sizeOf(routine.body));
    }
    return routine;
  });
  return { ...program, routines: reached(routines, exported) };
}

const isLeaf = ({ body }: Routine): boolean =>
  statementsIn(body).every(({ kind }) => kind !== "loop" && kind !== "call");
