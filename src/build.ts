import { builtOnce } from "./build-cache.js";
import { type CompiledModule, compileKernels, type Sources } from "./compile.js";
import { generateNetwork } from "./generate.js";
import { loadNetwork, type Network } from "./loader/index.js";
import type { NetworkSpec } from "./network-file.js";
import { statedNormalizer } from "./normalize.js";
import { type MemoryPlan, planMemory } from "./plan.js";

/** A network ready to run: its memory plan and its compiled module. */
export interface BuiltNetwork extends CompiledModule {
  readonly spec: NetworkSpec;
  readonly plan: MemoryPlan;
  /** the generated AssemblyScript module */
  readonly source: string;
}

/**
 * The way from a checked network to its module: plan memory, generate sizes, compile the kernels.
 * @param budget bytes of memory that the module may take
 */
export async function buildNetwork(
  spec: NetworkSpec,
  budget?: number,
  sources: Sources = {},
): Promise<BuiltNetwork> {
  const plan = planMemory(spec, budget);
  const source = generateNetwork(spec, plan);
  const compiled = await builtOnce(
    () => ["module", source, sources],
    () => compileKernels(source, sources),
  );
  return { spec, plan, source, ...compiled };
}

/** Loads a built network, with the channel means and deviations that its file states. */
export async function startNetwork(built: BuiltNetwork): Promise<Network> {
  const network = await loadNetwork(new Uint8Array(built.wasm));
  const stated = statedNormalizer(built.spec);
  const inputs = network.mean.length;
  network.mean.set(stated.subarray(0, inputs));
  network.scale.set(stated.subarray(inputs));
  return network;
}
