// The learning rate of a step.

import { halfCosine } from "./cosine";
import { RATE, SCHEDULE, SCHEDULE_STEPS, SCHEDULE_TO, STEPS } from "./network";

export const CONSTANT: i32 = 0;
/** rate / (1 + t/steps) */
export const INVERSE_TIME: i32 = 1;
/**
 * From the rate to a part of it in half a period of the cosine, where it stays: I. Loshchilov and F. Hutter, "SGDR:
 * stochastic gradient descent with warm restarts" (2017), without the restarts.
 */
export const COSINE: i32 = 2;

/** The learning rate of the next step, after t steps. */
export function scheduledRate(): f32 {
  const rate = load<f32>(RATE);
  if (SCHEDULE == CONSTANT) return rate;
  const time = <f32>load<i32>(STEPS) / SCHEDULE_STEPS;
  if (SCHEDULE == INVERSE_TIME) return rate / (1 + time);
  return rate * (SCHEDULE_TO + (1 - SCHEDULE_TO) * halfCosine(time < 1 ? time : <f32>1));
}
