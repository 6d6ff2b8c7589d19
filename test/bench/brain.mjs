import brain from "brain.js";
import { layersOf, rows } from "./contestant.mjs";

// brain.js refuses a momentum of 0; this one never changes a bit of a float32 weight.
const NO_MOMENTUM = 1e-300;

/** @type {import("./contestant.mjs").Prepare} */
export function prepare(workload) {
  const { widths, parameters, learningRate } = workload;
  const hidden = widths.slice(1, -1);
  const net = new brain.NeuralNetwork({
    hiddenLayers: hidden,
    activation: hidden.length > 0 ? "tanh" : "sigmoid",
  });
  const { data } = net.prepTraining(
    rows(workload).map(({ reading, labels }) => ({ input: reading, output: labels })),
    { learningRate, momentum: NO_MOMENTUM },
  );
  return {
    name: "brain.js 1.6.1",
    note:
      "steps after every observation instead of on the batch; squared error instead of cross-entropy, so no comparable loss; " +
      "one activation for all layers, here tanh (L6: sigmoid); float64 arithmetic on float32 arrays; same initial weights, no momentum",
    reset: () => setWeights(net, widths, parameters),
    step: () => net.trainPatterns(data),
    loss: () => null,
  };
}

/** brain.js keeps a row of weights for each unit and counts layers from the inputs, which are 0. */
function setWeights(net, widths, parameters) {
  for (const [l, { inputs, units, weights, biases }] of layersOf(widths).entries()) {
    for (let j = 0; j < units; j++) {
      for (let i = 0; i < inputs; i++) {
        net.weights[l + 1][j][i] = parameters[weights + i * units + j];
      }
      net.changes[l + 1][j].fill(0);
      net.biases[l + 1][j] = parameters[biases + j];
    }
  }
}
