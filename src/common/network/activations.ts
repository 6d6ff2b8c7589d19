/** What the planner and the compiler know of an activation. */
export interface ActivationKind {
  /** in assembly/activation.ts */
  readonly number: number;
  /** whether a hidden layer may have it; the last layer's follows from the task */
  readonly hidden: boolean;
  /** Weights are drawn from [−bound, bound). */
  bound(inputs: number, units: number, slope: number): number;
}

/** Keeps the variance of activations and of gradients alike from layer to layer (Glorot and Bengio 2010). */
const glorot = (inputs: number, units: number) => Math.sqrt(6 / (inputs + units));
/** The same where what is below 0 passes times `slope` only (He et al. 2015). */
const he = (inputs: number, _units: number, slope: number) =>
  Math.sqrt(6 / ((1 + slope * slope) * inputs));

export const ACTIVATIONS = {
  tanh: { number: 1, hidden: true, bound: glorot },
  sigmoid: { number: 2, hidden: true, bound: glorot },
  identity: { number: 0, hidden: true, bound: glorot },
  relu: { number: 3, hidden: true, bound: he },
  "leaky-relu": { number: 4, hidden: true, bound: he },
  softsign: { number: 5, hidden: true, bound: glorot },
  softmax: { number: 6, hidden: false, bound: glorot },
} as const satisfies Readonly<Record<string, ActivationKind>>;

export type Activation = keyof typeof ACTIVATIONS;
/** What a hidden layer may have. */
export type HiddenActivation = Exclude<Activation, "softmax">;

export const ACTIVATION_NAMES = Object.keys(ACTIVATIONS) as [Activation, ...Activation[]];
export const HIDDEN_ACTIVATIONS = ACTIVATION_NAMES.filter(
  (name): name is HiddenActivation => ACTIVATIONS[name].hidden,
);
