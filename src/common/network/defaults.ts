/** What a network file means where it leaves something out that depends on nothing else, or on one type only. */
export const DEFAULTS = {
  name: "network",
  /** the column that holds the class */
  label: "class",
  /** of a leaky ReLU below 0 */
  slope: 0.01,
  positiveWeight: 1,
  learningRate: { sgd: 0.05, momentum: 0.05, adam: 0.01 },
  momentum: 0.9,
  nesterov: false,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
  weightDecay: 0,
  /** share of the learning rate that a cosine ends at */
  to: 0,
  reduction: "sum",
  batch: 16,
  /** observations over which an adaptive normaliser forgets, and before the first that counts */
  memory: 1000,
  warmUp: 10,
  seed: 1,
  plan: "auto",
} as const;
