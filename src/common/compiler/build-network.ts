import type { NetworkSpec } from "../network/network-file.js";
import { type MemoryPlan, planMemory } from "../network/plan.js";
import type { Resources } from "../resources.js";
import type { Program } from "./ir/ir.js";
import { link } from "./link/link.js";
import type { PassName } from "./link/pass-names.js";
import { networkProgram } from "./network-program.js";
import { printWasm } from "./wasm/print-wasm.js";

/** A network ready to run: its memory plan, its program, and that as a WebAssembly module. */
export interface BuiltNetwork {
  readonly spec: NetworkSpec;
  readonly plan: MemoryPlan;
  /** what all printers print */
  readonly program: Program;
  readonly wasm: Uint8Array<ArrayBuffer>;
  /** what it was built with, for those who print it for other engines */
  readonly resources: Resources;
}

/**
 * The way from a checked network to its module: plan memory, link the layers' calls to the kernels, print.
 * @param budget bytes of memory that the module may take
 * @throws UserError when no plan fits
 */
export function buildNetworkWith(
  resources: Resources,
  spec: NetworkSpec,
  budget?: number,
): BuiltNetwork {
  const plan = planMemory(spec, budget);
  const { kernels } = resources;
  const program = link(kernels, networkProgram(spec, plan, kernels));
  return { spec, plan, program, wasm: printWasm(program), resources };
}

/** The program of a network as the linker has it after a pass. */
export function programAfter({ spec, plan, resources }: BuiltNetwork, pass: PassName): Program {
  const { kernels } = resources;
  let program: Program | undefined;
  link(kernels, networkProgram(spec, plan, kernels), (name, result) => {
    if (name === pass) program = result;
  });
  return program!;
}
