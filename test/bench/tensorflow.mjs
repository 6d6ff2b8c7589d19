import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-layers"; // registers the derivatives of the operations
import { layersOf } from "./contestant.mjs";

/** @type {import("./contestant.mjs").Prepare} */
export async function prepare({ widths, batch, readings, labels, parameters, learningRate }) {
  tf.enableProdMode(); // no checks of shapes and numbers, and nothing printed
  await tf.setBackend("cpu");
  const x = tf.tensor2d(readings, [batch, widths[0]]);
  const y = tf.tensor2d(labels, [batch, widths.at(-1)]);
  const initial = layersOf(widths).map(({ inputs, units, weights, biases }) => ({
    w: tf.tensor2d(parameters.slice(weights, biases), [inputs, units]),
    b: tf.tensor1d(parameters.slice(biases, biases + units)),
  }));
  const layers = initial.map(({ w, b }) => ({ w: tf.variable(w), b: tf.variable(b) }));
  const variables = layers.flatMap(({ w, b }) => [w, b]);
  const optimizer = tf.train.sgd(learningRate);

  const logits = () =>
    layers.reduce((a, { w, b }, l) => {
      const z = tf.add(tf.matMul(a, w), b);
      return l < layers.length - 1 ? tf.tanh(z) : z;
    }, x);
  const loss = () => tf.losses.sigmoidCrossEntropy(y, logits(), undefined, 0, tf.Reduction.SUM);

  return {
    name: `TensorFlow.js ${tf.version_core}`,
    note: "plain JavaScript backend, derivatives found by the library on every step; the same mathematics",
    reset() {
      for (const [l, { w, b }] of initial.entries()) {
        layers[l].w.assign(w);
        layers[l].b.assign(b);
      }
    },
    step: () => optimizer.minimize(loss, false, variables),
    loss: () => tf.tidy(() => loss().dataSync()[0]),
  };
}
