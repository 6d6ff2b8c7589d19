import type { NetworkSpec } from "../../src/common/network/network-file.js";
import { planMemory } from "../../src/common/network/plan.js";
import { compileAssembly, type Sources } from "../../src/node/kernels/compile.js";
import { generateNetwork } from "./reference-network.js";

/** The module's entry when a whole network is compiled at once. */
const ENTRY = `export { init, forward, step, loss } from "./entries";
export {
  ABI as abi, BATCH as batch, END as end, FINGERPRINT as fingerprint, INPUTS as inputs, LEARNING_RATE as learningRate,
  OBSERVED as observed, OUTPUT as output, OUTPUTS as outputs, PARAMETER_COUNT as parameters, READINGS as readings,
  SEED as seed,
} from "./network";
`;

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
  const network = generateNetwork(spec, planMemory(spec));
  const { wasm } = await compileAssembly(["--config", "asconfig.json", ...options], {
    "assembly/index.ts": ENTRY,
    "assembly/network.ts": network,
    ...sources,
  });
  return new Uint8Array(wasm);
}
