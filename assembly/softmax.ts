// One class of several: probabilities exp(z_j − m)/Σ exp(z_k − m), m the greatest logit, and the loss log Σ exp(z_k − m) −
// (z_y − m), so that nothing overflows.

import { expOfMinusAbs, log } from "./elementary";
import { exponentials, scaleQuotients } from "./lanes/softmax";
import { CLASS_WEIGHTS, OUTPUTS } from "./network";

/** The greatest of the logits at z (outputs); of equal ones the first. */
@inline
function greatest(z: usize, end: usize): f32 {
  let most = load<f32>(z);
  for (let at = z + 4; at != end; at += 4) {
    const logit = load<f32>(at);
    if (logit > most) most = logit;
  }
  return most;
}

/** Makes probabilities of the logits at z (outputs). */
export function probabilities(z: usize): void {
  if (ASC_FEATURE_SIMD) scaleQuotients(z, exponentials(z, greatest(z, z + (<usize>OUTPUTS << 2))), 1);
  else softmax(z, 0, false);
}

/**
 * Makes probabilities of the logits at z (outputs) and gives the loss for the class `label`; with `gradient` it makes dZ of
 * them, each class counting as often as its weight says.
 */
export function softmax(z: usize, label: f32, gradient: bool): f32 {
  const end = z + (<usize>OUTPUTS << 2);
  const most = greatest(z, end);
  let sum: f32 = 0, right: f32 = 0, index: f32 = 0, weight: f32 = 1, at = z, w = CLASS_WEIGHTS, labelled = z;
  do {
    const logit = load<f32>(at) - most;
    if (index == label) {
      right = logit;
      if (CLASS_WEIGHTS) weight = load<f32>(w);
      if (ASC_FEATURE_SIMD) labelled = at;
    }
    if (!ASC_FEATURE_SIMD) {
      const e = expOfMinusAbs(logit);
      store<f32>(at, e);
      sum += e;
    }
    index += 1;
    if (CLASS_WEIGHTS) w += 4;
    at += 4;
  } while (at != end);
  at = z;
  index = 0;
  if (ASC_FEATURE_SIMD) {
    sum = exponentials(z, most);
    const e = load<f32>(labelled), factor = gradient && CLASS_WEIGHTS ? weight : <f32>1;
    scaleQuotients(z, sum, factor);
    if (gradient) store<f32>(labelled, (e / sum - 1) * factor);
  } else do {
    let probability = load<f32>(at) / sum;
    if (gradient) {
      if (index == label) probability -= 1;
      if (CLASS_WEIGHTS) probability *= weight;
      index += 1;
    }
    store<f32>(at, probability);
    at += 4;
  } while (at != end);
  const loss = log(sum) - right;
  return CLASS_WEIGHTS ? loss * weight : loss;
}

/** The number of the greatest of the probabilities at `p` (outputs); of equal ones the first. */
export function likeliest(p: usize): i32 {
  let most = load<f32>(p), best = 0;
  for (let i = 1; i < OUTPUTS; i++) {
    const probability = load<f32>(p + (<usize>i << 2));
    if (probability > most) {
      most = probability;
      best = i;
    }
  }
  return best;
}
