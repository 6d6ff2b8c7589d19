// What a host calls (SPEC.md, "The module").

import { sigmoid } from "./elementary";
import { BATCH, OBSERVED, OUTPUT, OUTPUTS, descend, drawParameters, forwardRows } from "./network";
import { seeded } from "./random";

/** Draws the parameters anew and empties the batch. */
export function init(seed: i32): void {
  drawParameters(seeded(seed));
  store<i32>(OBSERVED, 0);
}

/** Probabilities of the reading in row `observed`, or in the last row of a full batch, into `output`. */
export function forward(): void {
  forwardRows(min(load<i32>(OBSERVED), BATCH - 1), 1);
  let at = OUTPUT;
  do {
    store<f32>(at, sigmoid(load<f32>(at)));
    at += 4;
  } while (OUTPUTS > 1 && at < OUTPUT + (OUTPUTS << 2));
}

/** One step of gradient descent on the observed rows; gives their loss before it. */
export function step(learningRate: f32): f32 {
  return descend(true, learningRate);
}

/** The loss of the observed rows. */
export function loss(): f32 {
  return descend(false, 0);
}
