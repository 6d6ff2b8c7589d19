import type { BuiltNetwork } from "../../src/common/compiler/build-network.js";
import { jsKernels } from "../../src/common/compiler/js/js-module.js";
import type { Engine, Layout } from "../../src/common/loader/engine.js";

/** A built network's engine of JavaScript, in Node. */
export function jsEngine({ program, plan }: BuiltNetwork): Engine {
  const constants = [...program.constants].map(([name, { value }]) => [name, value >>> 0] as const);
  const memory = new ArrayBuffer(plan.end);
  const routines = new Function(`return ${jsKernels(program)}`)()(memory) as Engine["run"][];
  return {
    layout: Object.fromEntries(constants) as unknown as Layout,
    memory,
    run: (routine, argument) => (routines[routine] as unknown as (of: number) => number)(argument),
  };
}
