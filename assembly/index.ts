// The module's exports (SPEC.md, "The module"). "./network" is generated for each network: its sizes, its addresses and the
// sequence of its layers.

import { expOfMinusAbs, log1p, logOfNormal, sigmoid, sigmoidFrom } from "./elementary";
import {
  BATCH, CHUNK, LABELS, MEAN, OBSERVED, OUTPUT, OUTPUTS, POSITIVE_WEIGHT, backwardRows, beginStep, drawParameters, endStep,
  forwardRows,
} from "./network";
import { seeded } from "./random";

export {
  ABI as abi, BATCH as batch, END as end, FINGERPRINT as fingerprint, INPUTS as inputs,
  LEARNING_RATE as learningRate, OBSERVED as observed, OUTPUT as output, OUTPUTS as outputs,
  PARAMETER_COUNT as parameters, READINGS as readings, SEED as seed,
} from "./network";

/** Whether a product of so many factors in (1, 2] could overflow; it is then logged at this limit. 2⁶⁴, 0x5f800000 */
const LONG_PRODUCT = BATCH * OUTPUTS > 126;
const PRODUCT_LIMIT: f32 = 18446744073709551616.0;

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
  return run(true, learningRate);
}

/** The loss of the observed rows. */
export function loss(): f32 {
  return run(false, 0);
}

/**
 * The negative log-likelihood Σ softplus(z) − y·z of the observed rows, from their logits; with `train`, one step on its
 * gradient dZ = A − Y besides. Σ log(1 + e) is taken as the log of a product, e being the sigmoid's own exponential.
 */
function run(train: bool, rate: f32): f32 {
  const count = load<i32>(OBSERVED);
  if (!count) return 0;
  if (MEAN) rate /= <f32>count;
  if (train) beginStep();
  let sum: f32 = 0, product: f32 = 1;
  let first = 0;
  do {
    const rows = CHUNK == 1 ? 1 : count;
    forwardRows(first, rows);
    let y = LABELS + <usize>(first * OUTPUTS << 2), z = OUTPUT;
    const end = OUTPUT + <usize>(rows * OUTPUTS << 2);
    do {
      const logit = load<f32>(z), label = load<f32>(y);
      const e = expOfMinusAbs(logit);
      let delta = sigmoidFrom(logit, e) - label;
      if (POSITIVE_WEIGHT == 1) {
        sum += (logit > 0 ? logit : <f32>0) - label * logit;
        product *= 1 + e;
        if (LONG_PRODUCT && product >= PRODUCT_LIMIT) {
          sum += logOfNormal(product);
          product = 1;
        }
      } else {
        const weight = label > 0 ? POSITIVE_WEIGHT : <f32>1;
        delta *= weight;
        sum += weight * ((logit > 0 ? logit : <f32>0) - label * logit + log1p(e));
      }
      if (train) store<f32>(z, delta);
      z += 4; y += 4;
    } while (z < end);
    if (train) backwardRows(first, rows, rate);
  } while (CHUNK == 1 && ++first < count);
  if (train) endStep(rate);
  if (POSITIVE_WEIGHT == 1) sum += logOfNormal(product);
  return MEAN ? sum / <f32>count : sum;
}
