import { type Layer64, stored } from "./spec.js";

const sigmoid = (z: number): number =>
  z < 0 ? Math.exp(z) / (1 + Math.exp(z)) : 1 / (1 + Math.exp(-z));

/** p_j = e^z_j / Σ e^z_i */
function softmax(z: readonly number[]): number[] {
  const most = Math.max(...z);
  const e = z.map((value) => Math.exp(value - most));
  const sum = e.reduce((total, value) => total + value, 0);
  return e.map((value) => value / sum);
}

const slopeOf = ({ slope }: Layer64): number => stored(slope ?? 0.01);

/** The activations of one observation's Z. */
export function activate(layer: Layer64, z: readonly number[]): number[] {
  switch (layer.activation) {
    case "tanh":
      return z.map(Math.tanh);
    case "sigmoid":
      return z.map(sigmoid);
    case "identity":
      return z.slice();
    case "relu":
      return z.map((value) => Math.max(value, 0));
    case "leaky-relu":
      return z.map((value) => (value > 0 ? value : slopeOf(layer) * value));
    case "softsign":
      return z.map((value) => value / (1 + Math.abs(value)));
    case "softmax":
      return softmax(z);
  }
}

/** The derivative of a hidden layer's activation at z; at a kink the one from the left. */
export function derivative(layer: Layer64, z: number): number {
  switch (layer.activation) {
    case "tanh":
      return 1 - Math.tanh(z) ** 2;
    case "sigmoid":
      return sigmoid(z) * sigmoid(-z);
    case "identity":
      return 1;
    case "relu":
      return z > 0 ? 1 : 0;
    case "leaky-relu":
      return z > 0 ? 1 : slopeOf(layer);
    case "softsign":
      return 1 / (1 + Math.abs(z)) ** 2;
    case "softmax":
      throw new Error("softmax belongs to the last layer, whose derivative the loss has");
  }
}
