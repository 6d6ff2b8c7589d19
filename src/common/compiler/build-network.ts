import { UserError } from "../errors.js";
import type { NetworkSpec } from "../network/network-file.js";
import { type MemoryPlan, planMemory } from "../network/plan.js";
import type { Resources } from "../resources.js";
import { hostProgram } from "./host-program.js";
import type { Program } from "./ir/ir.js";
import { link } from "./link/link.js";
import type { PassName } from "./link/pass-names.js";
import { networkProgram } from "./network-program.js";
import { hasLanes } from "./wasm/has-lanes.js";
import { printWasm } from "./wasm/print-wasm.js";

/** A network ready to run: its memory plan, its program, and that as WebAssembly modules. */
export interface BuiltNetwork {
  readonly spec: NetworkSpec;
  readonly plan: MemoryPlan;
  /** what all printers print, linked when it is asked for */
  readonly program: Program;
  /** the module for devices */
  readonly wasm: Uint8Array<ArrayBuffer>;
  /** the module that hosts run, printed when it is asked for: the same bits, in four lanes where `simd` says so */
  readonly hostWasm: Uint8Array<ArrayBuffer>;
  /** whether the host's module computes in four lanes */
  readonly simd: boolean;
  /** what it was built with, for those who print it for other engines */
  readonly resources: Resources;
}

export interface BuildOptions {
  /** bytes of memory that the module may take */
  readonly budget?: number | undefined;
  /** whether the host's module computes in four lanes; by default where this engine does */
  readonly simd?: boolean | undefined;
}

/**
 * The way from a checked network to its module: plan memory, link the layers' calls to the kernels, print.
 * @throws UserError when no plan fits, or four lanes are asked of an engine that has none
 */
export function buildNetworkWith(
  resources: Resources,
  spec: NetworkSpec,
  { budget, simd = hasLanes() }: BuildOptions = {},
): BuiltNetwork {
  if (simd && !hasLanes()) {
    throw new UserError("simd: got true, expected false: this engine's WebAssembly has no SIMD");
  }
  const plan = planMemory(spec, budget);
  let program: Program | undefined;
  let wasm: Uint8Array<ArrayBuffer> | undefined;
  let hostWasm: Uint8Array<ArrayBuffer> | undefined;
  return {
    spec,
    plan,
    get program() {
      program ??= link(resources.kernels, networkProgram(spec, plan, resources.kernels));
      return program;
    },
    get wasm() {
      wasm ??= printWasm(this.program);
      return wasm;
    },
    get hostWasm() {
      const kernels = simd ? resources.lanes : resources.kernels;
      hostWasm ??= printWasm(link(kernels, hostProgram(spec, plan, kernels)));
      return hostWasm;
    },
    simd,
    resources,
  };
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
