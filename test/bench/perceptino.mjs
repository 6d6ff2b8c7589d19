import { workloadNetwork } from "../../build/test/support/workloads.js";
import { buildNetwork, checkNetwork, loadNetwork } from "../../dist/index.js";
import { rows } from "./contestant.mjs";

/** @type {import("./contestant.mjs").Prepare} */
export async function prepare(workload) {
  const { wasm } = await buildNetwork(checkNetwork(workloadNetwork(workload)));
  const network = await loadNetwork(wasm);
  for (const { reading, labels } of rows(workload)) network.observe(reading, labels);
  const initial = new Uint32Array(workload.parameters.buffer);
  network.learningRate = workload.learningRate;
  return {
    name: "perceptino",
    note: "WebAssembly through the public loader; each step also gives the loss before it",
    reset: () => network.setParameters(initial),
    step: () => network.step(),
    loss: () => network.loss(),
  };
}
