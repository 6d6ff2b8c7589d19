import { workloadNetwork } from "../../build/test/support/workloads.js";
import { buildNetwork, loadNetwork } from "../../dist/index.js";
import { rows } from "./contestant.mjs";

/** @type {import("./contestant.mjs").Prepare} */
export async function prepare(workload) {
  const network = await loadWorkload(workload);
  for (const { reading, labels } of rows(workload)) network.observe(reading, labels);
  const initial = new Uint32Array(workload.parameters.buffer);
  return {
    name: "perceptino",
    note: "WebAssembly through the public loader; each step also gives the loss before it",
    reset: () => network.setParameters(initial),
    step: () => network.step(workload.learningRate),
    loss: () => network.loss(),
  };
}

/** @returns {Promise<import("../../src/loader/network.js").Network>} */
async function loadWorkload(workload) {
  const { wasm } = await buildNetwork(workloadNetwork(workload));
  return loadNetwork(wasm);
}
