import { exact, type Rounding } from "./rounding.js";
import { firstTrained, type Optimizer64, type Spec64, stored, weightsMask } from "./spec.js";

/** What an optimizer keeps from step to step. */
export interface Moments {
  /** 1 − β1^t and 1 − β2^t of adam; else 0 */
  readonly corrections: readonly [number, number];
  /** (parameters that learn) */
  readonly first: readonly number[];
  readonly second: readonly number[];
}

export function noMoments(spec: Spec64): Moments {
  const count = weightsMask(spec).length - firstTrained(spec);
  const zeros = new Array<number>(count).fill(0);
  return { corrections: [0, 0], first: zeros, second: zeros };
}

/** The learning rate of the step that comes after `done` steps. */
export function scheduledRate({ schedule }: Optimizer64, rate: number, done: number): number {
  const { type, steps = 1, to = 0 } = schedule;
  if (type === "inverse-time") return rate / (1 + done / steps);
  if (type === "constant") return rate;
  const part = (1 + Math.cos((Math.PI * Math.min(done, steps)) / steps)) / 2;
  return rate * (stored(to) + (1 - stored(to)) * part);
}

/** A gradient that is longer than `most` is shortened to it. */
export function clipped(gradient: readonly number[], most: number): number[] {
  const norm = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
  const factor = norm > stored(most) ? stored(most) / norm : 1;
  return gradient.map((g) => factor * g);
}

/** The gradient that the optimizer gets: of what learns, clipped, then with the weights' decay. */
function descent(spec: Spec64, w: readonly number[], gradient: readonly number[]): number[] {
  const first = firstTrained(spec);
  const mask = weightsMask(spec);
  const { clipNorm, weightDecay } = spec.optimizer;
  const trained = gradient.slice(first);
  const short = clipNorm === undefined ? trained : clipped(trained, clipNorm);
  return short.map((g, i) => (mask[first + i] ? g + stored(weightDecay) * w[first + i]! : g));
}

/** The parameters and moments after one step. */
export function update(
  spec: Spec64,
  w: readonly number[],
  gradient: readonly number[],
  moments: Moments,
  rate: number,
  round: Rounding = exact,
): { w: number[]; moments: Moments } {
  const first = firstTrained(spec);
  const g = descent(spec, w, gradient).map(round);
  const { steps, after } = OPTIMIZERS[spec.optimizer.type](spec.optimizer, g, moments, rate, round);
  const moved = steps.map((step, i) => round(w[first + i]! - step));
  return { w: [...w.slice(0, first), ...moved], moments: after };
}

type Optimize = (
  optimizer: Optimizer64,
  g: readonly number[],
  moments: Moments,
  rate: number,
  round: Rounding,
) => { steps: number[]; after: Moments };

const sgd: Optimize = (_optimizer, g, after, rate) => ({ steps: g.map((x) => rate * x), after });

const momentum: Optimize = ({ momentum = 0.9, nesterov }, g, moments, rate, round) => {
  const mu = stored(momentum);
  const first = moments.first.map((m, i) => round(mu * m + g[i]!));
  const steps = first.map((m, i) => rate * (nesterov ? g[i]! + mu * m : m));
  return { steps, after: { ...moments, first } };
};

/** D. P. Kingma and J. Ba, "Adam: a method for stochastic optimization" (2015), algorithm 1 with bias correction. */
const adam: Optimize = (optimizer, g, moments, rate, round) => {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = optimizer;
  const average = (beta: number, old: number, value: number) =>
    round(stored(beta) * old + stored(1 - beta) * value);
  const first = moments.first.map((m, i) => average(beta1, m, g[i]!));
  const second = moments.second.map((v, i) => average(beta2, v, g[i]! * g[i]!));
  const [old1, old2] = moments.corrections;
  const c1 = average(beta1, old1, 1);
  const c2 = average(beta2, old2, 1);
  const steps = first.map(
    (m, i) => (rate * (m / c1)) / (Math.sqrt(second[i]! / c2) + stored(epsilon)),
  );
  return { steps, after: { corrections: [c1, c2], first, second } };
};

const OPTIMIZERS: Record<Optimizer64["type"], Optimize> = { sgd, momentum, adam };
