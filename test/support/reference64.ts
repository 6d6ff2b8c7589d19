/**
 * An independent implementation of the network in float64 and plain arrays, written from the mathematics alone. It shares
 * no code with the product: this file imports nothing.
 */
export type Activation64 = "tanh" | "sigmoid" | "identity";

/** What a network computes and what its gradient descends on. */
export interface Network64 {
  /** inputs, then units of each layer */
  readonly widths: readonly number[];
  /** one for each layer; the last one is sigmoid */
  readonly activations: readonly Activation64[];
  readonly positiveWeight: number;
  readonly reduction: "sum" | "mean";
}

/** Observations: readings (count, inputs) and labels (count, outputs). */
export interface Observations {
  readonly readings: readonly (readonly number[])[];
  readonly labels: readonly (readonly number[])[];
}

/** All weights and biases in one list: layer by layer W (inputs, units), then b (units). */
export type Parameters64 = readonly number[];

/** A matrix as a list of rows, one for each observation. */
type Matrix = readonly (readonly number[])[];

const ACTIVATE: Record<Activation64, (z: number) => number> = {
  tanh: Math.tanh,
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  identity: (z) => z,
};

/** The derivative of an activation from its value. */
const SLOPE: Record<Activation64, (a: number) => number> = {
  tanh: (a) => 1 - a * a,
  sigmoid: (a) => a * (1 - a),
  identity: () => 1,
};

/** Index of a layer's first weight. */
function startOf({ widths }: Network64, layer: number): number {
  let at = 0;
  for (let l = 0; l < layer; l++) at += (widths[l]! + 1) * widths[l + 1]!;
  return at;
}

/** Z = b + A·W of one layer. */
function affine(net: Network64, w: Parameters64, layer: number, below: Matrix): number[][] {
  const start = startOf(net, layer);
  const inputs = net.widths[layer]!;
  const units = net.widths[layer + 1]!;
  return below.map((row) =>
    Array.from({ length: units }, (_, j) => {
      let z = w[start + inputs * units + j]!;
      for (let i = 0; i < inputs; i++) z += row[i]! * w[start + i * units + j]!;
      return z;
    }),
  );
}

/** The activations of every layer: first the readings, last the probabilities; and the logits. */
export function forward(net: Network64, w: Parameters64, readings: Matrix) {
  const layers: Matrix[] = [readings];
  let z: number[][] = [];
  for (const [l, activation] of net.activations.entries()) {
    z = affine(net, w, l, layers[l]!);
    layers.push(z.map((row) => row.map(ACTIVATE[activation])));
  }
  return { layers, logits: z as Matrix };
}

/** J = Σ weight·(log(1 + e^z) − y·z), or its mean over the observations. */
function lossOfLogits(net: Network64, logits: Matrix, labels: Matrix): number {
  let sum = 0;
  for (const [m, row] of logits.entries()) {
    for (const [j, z] of row.entries()) {
      const y = labels[m]![j]!;
      const softplus = Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
      sum += (y === 1 ? net.positiveWeight : 1) * (softplus - y * z);
    }
  }
  return net.reduction === "mean" ? sum / logits.length : sum;
}

export function loss(net: Network64, w: Parameters64, { readings, labels }: Observations): number {
  return lossOfLogits(net, forward(net, w, readings).logits, labels);
}

/** dJ/dw by backpropagation, in the order of the parameters. */
export function gradient(net: Network64, w: Parameters64, data: Observations): number[] {
  const { layers } = forward(net, w, data.readings);
  const dw = new Array<number>(w.length).fill(0);
  const share = net.reduction === "mean" ? 1 / data.readings.length : 1;
  let dz = layers.at(-1)!.map((row, m) =>
    row.map((a, j) => {
      const y = data.labels[m]![j]!;
      return share * (y === 1 ? net.positiveWeight : 1) * (a - y);
    }),
  );
  for (let l = net.activations.length - 1; l >= 0; l--) {
    const inputs = net.widths[l]!;
    const units = net.widths[l + 1]!;
    const start = startOf(net, l);
    const below = layers[l]!;
    for (const [m, row] of dz.entries()) {
      for (let j = 0; j < units; j++) {
        for (let i = 0; i < inputs; i++) dw[start + i * units + j]! += below[m]![i]! * row[j]!;
        dw[start + inputs * units + j]! += row[j]!;
      }
    }
    if (l === 0) break;
    const slope = SLOPE[net.activations[l - 1]!];
    dz = dz.map((row, m) =>
      below[m]!.map((a, i) => {
        let da = 0;
        for (let j = 0; j < units; j++) da += w[start + i * units + j]! * row[j]!;
        return da * slope(a);
      }),
    );
  }
  return dw;
}

/** One step of gradient descent. */
export function step(net: Network64, w: Parameters64, data: Observations, rate: number): number[] {
  const dw = gradient(net, w, data);
  return w.map((value, i) => value - rate * dw[i]!);
}

/**
 * dJ/dw by central differences (J(w + h) − J(w − h)) / 2h, for every parameter: of the loss alone, no derivative is used.
 * A weight from input i to unit j moves nothing but column j of its layer's Z, by h·aᵢ; only what follows is computed anew.
 */
export function centralDifferences(
  net: Network64,
  w: Parameters64,
  data: Observations,
  h: number,
): number[] {
  const { layers } = forward(net, w, data.readings);
  const differences: number[] = [];
  for (let l = 0; l < net.activations.length; l++) {
    const below = layers[l]!;
    const z = affine(net, w, l, below);
    const lossMoved = (i: number, j: number, by: number) => {
      const moved = z.map((row, m) => {
        const copy = row.slice();
        copy[j]! += by * (below[m]![i] ?? 1); // the bias's input is 1
        return copy;
      });
      return lossAbove(net, w, l, moved, data.labels);
    };
    for (let i = 0; i <= net.widths[l]!; i++) {
      for (let j = 0; j < net.widths[l + 1]!; j++) {
        differences.push((lossMoved(i, j, h) - lossMoved(i, j, -h)) / (2 * h));
      }
    }
  }
  return differences;
}

/** The loss when layer `layer` has these Z. */
function lossAbove(net: Network64, w: Parameters64, layer: number, z: Matrix, labels: Matrix) {
  let logits = z;
  for (let l = layer + 1; l < net.activations.length; l++) {
    const a = logits.map((row) => row.map(ACTIVATE[net.activations[l - 1]!]));
    logits = affine(net, w, l, a);
  }
  return lossOfLogits(net, logits, labels);
}
