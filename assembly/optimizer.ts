// What the optimizers do once a step.

import {
  CORRECTIONS, EPSILON, MOMENTUM_FACTOR, MOMENTUM_REST, OPTIMIZER, SQUARES_FACTOR, SQUARES_REST, STEP_EPSILON,
} from "./network";
import { scheduledRate } from "./schedule";
import { ADAM } from "./update";

/**
 * The factor of this step. Adam divides its moments by 1 − β₁ᵗ and 1 − β₂ᵗ, which are kept and grow from 0; here that is
 * part of the factor and of ε, once for all parameters.
 */
export function stepRate(): f32 {
  const rate = scheduledRate();
  if (OPTIMIZER != ADAM) return rate;
  const first = load<f32>(CORRECTIONS) * MOMENTUM_FACTOR + MOMENTUM_REST;
  const second = load<f32>(CORRECTIONS, 4) * SQUARES_FACTOR + SQUARES_REST;
  store<f32>(CORRECTIONS, first);
  store<f32>(CORRECTIONS, second, 4);
  const root = sqrt<f32>(second);
  store<f32>(STEP_EPSILON, EPSILON * root);
  return (rate * root) / first;
}
