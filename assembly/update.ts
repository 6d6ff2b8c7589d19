// How a parameter follows its gradient: the one update rule, in the place of each kernel that has a gradient.
//
// Moments and, where it is kept, the gradient lie in blocks of the parameters' order, each a fixed distance away. Momentum:
// B. T. Polyak, "Some methods of speeding up the convergence of iteration methods" (1964); Nesterov's as in I. Sutskever et
// al., "On the importance of initialization and momentum in deep learning" (2013); Adam: D. P. Kingma and J. Ba, "Adam: a
// method for stochastic optimization" (2015), with the correction of both moments drawn into the step (optimizer.ts).

import {
  BUFFERED, CLIP_NORM, GRADIENT, GRADIENT_SCALE, MEAN, MOMENT, MOMENTUM_FACTOR, MOMENTUM_REST, OPTIMIZER, SQUARES,
  SQUARES_FACTOR, SQUARES_REST, STEP_EPSILON, WEIGHT_DECAY,
} from "./network";

export const SGD: i32 = 0;
export const MOMENTUM: i32 = 1;
export const NESTEROV: i32 = 2;
export const ADAM: i32 = 3;

/** Whether a step is w − rate·g and nothing else, so that a mean over the batch can be a smaller rate. */
@inline
export function isPlain(): bool {
  return OPTIMIZER == SGD && WEIGHT_DECAY == 0 && CLIP_NORM == 0;
}

/** Whether gradients are multiplied by what is in GRADIENT_SCALE. */
@inline
export function isScaled(): bool {
  return CLIP_NORM != 0 || (MEAN && !isPlain());
}

/** A weight follows its gradient, or keeps it for the end of the step. */
@inline
export function updateWeight(w: usize, gradient: f32, rate: f32): void {
  if (BUFFERED) store<f32>(w + GRADIENT, gradient);
  else follow(w, gradient, rate, WEIGHT_DECAY);
}

/** A bias, which does not decay. */
@inline
export function updateBias(b: usize, gradient: f32, rate: f32): void {
  if (BUFFERED) store<f32>(b + GRADIENT, gradient);
  else follow(b, gradient, rate, 0);
}

/** A parameter follows the sum of its gradients over the batch. */
@inline
export function follow(w: usize, sum: f32, rate: f32, decay: f32): void {
  const value = load<f32>(w);
  const scaled = isScaled() ? sum * load<f32>(GRADIENT_SCALE) : sum;
  const gradient = decay == 0 ? scaled : scaled + decay * value;
  if (OPTIMIZER == SGD) {
    store<f32>(w, value - rate * gradient);
  } else if (OPTIMIZER == ADAM) {
    const moment = MOMENTUM_FACTOR * load<f32>(w + MOMENT) + MOMENTUM_REST * gradient;
    const squares = SQUARES_FACTOR * load<f32>(w + SQUARES) + SQUARES_REST * (gradient * gradient);
    store<f32>(w + MOMENT, moment);
    store<f32>(w + SQUARES, squares);
    store<f32>(w, value - (rate * moment) / (sqrt<f32>(squares) + load<f32>(STEP_EPSILON)));
  } else {
    const moment = MOMENTUM_FACTOR * load<f32>(w + MOMENT) + gradient;
    store<f32>(w + MOMENT, moment);
    store<f32>(w, value - rate * (OPTIMIZER == NESTEROV ? gradient + MOMENTUM_FACTOR * moment : moment));
  }
}
