import { entriesOf, moduleConstants } from "../../src/common/compiler/module-constants.js";
import type { NetworkSpec } from "../../src/common/network/network-spec.js";
import { type MemoryPlan, planMemory } from "../../src/common/network/plan.js";
import { compileAssembly, type Sources } from "../../src/node/kernels/compile.js";
import { generateNetwork } from "./reference-network.js";

/** The module's entry when a whole network is compiled at once. */
function entry(spec: NetworkSpec, plan: MemoryPlan): string {
  const constants = [...moduleConstants(spec, plan)].map(
    ([name, { value }]) => `export const ${name}: i32 = ${value | 0};`,
  );
  const entries = entriesOf(spec);
  const of = (names: readonly string[], file: string) =>
    `export { ${entries.filter((name) => names.includes(name)).join(", ")} } from "./${file}";`;
  const window = spec.window ? [of(["push", "restart"], "push")] : [];
  const learner = of(["init", "observe", "predict", "train", "loss"], "learner");
  return [learner, ...window, ...constants, ""].join("\n");
}

/**
 * A network's module as the AssemblyScript compiler makes it of the kernels and the network together: what linked modules
 * are compared with.
 * @param sources further files of assembly/ to replace, for instance "assembly/blocking.ts"
 * @param options more for the compiler; the last one counts
 */
export async function referenceModule(
  spec: NetworkSpec,
  sources: Sources = {},
  options: readonly string[] = [],
): Promise<Uint8Array<ArrayBuffer>> {
  const plan = planMemory(spec);
  const { wasm } = await compileAssembly(["--config", "asconfig.json", ...options], {
    "assembly/index.ts": entry(spec, plan),
    "assembly/network.ts": generateNetwork(spec, plan),
    ...sources,
  });
  return new Uint8Array(wasm);
}
