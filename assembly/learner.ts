// The learner: what a host calls (SPEC.md, "The module"). It writes a raw reading into INPUT and a target into TARGET, calls,
// and reads OUTPUT. What is below 0 says what is wrong, and then nothing has changed but what the status names.

import { copy, within } from "./block";
import { sigmoid } from "./elementary";
import { fill } from "./gradient";
import { answers } from "./lanes/answers";
import {
  ANSWERS, BATCH, BATCH_TARGETS, CENTRE, CLIP, INPUT, INPUTS, KEPT_WORDS, LABELS, LEARNING_RATE, MANY, NORMALIZER, OBSERVED, OUTPUT, OUTPUTS,
  PARAMETERS, RANDOM, RATE, READINGS, ROW, SEEN, SEEN_MOST, SPREAD, STEPS, TARGET, TARGETS, TARGET_DEVIATION, TARGET_MEAN, TASK, WARM_UP,
  descend, drawParameters, forwardMany, forwardRows, startState,
} from "./network";
import { ADAPTIVE, STANDARD, adapt, normalize, standardize } from "./normalize";
import { stepRate } from "./optimizer";
import { seeded } from "./random";
import { likeliest, probabilities } from "./softmax";
import { CLASSES, NUMBERS } from "./task";

/** a number of the reading is not finite */
const NOT_FINITE: i32 = -1;
/** a target is no label that there is, or not finite */
const NO_TARGET: i32 = -2;
const BATCH_FULL: i32 = -3;
/** an adaptive normaliser has taken the reading in, and wants to see more before the batch gets one */
const WARMING_UP: i32 = -4;
/** what train() and loss() give when nothing is observed; no loss is below 0 */
const NOTHING_OBSERVED: f32 = -1;

/** Draws the parameters anew and makes all state new. */
export function init(seed: i32): void {
  fill(PARAMETERS, KEPT_WORDS, 0);
  store<i32>(RANDOM, seed);
  store<f32>(RATE, LEARNING_RATE);
  startState();
  drawParameters(seeded(seed));
}

/** Takes INPUT and TARGET into the batch; gives how many observations it holds now. */
export function observe(): i32 {
  const count = load<i32>(OBSERVED);
  if (<u32>count >= <u32>BATCH) return BATCH_FULL;
  if (!takeTarget(BATCH_TARGETS + <usize>(count * TARGETS << 2))) return NO_TARGET;
  if (NORMALIZER == ADAPTIVE) {
    // A damaged count begins anew.
    const seen = max(0, load<i32>(SEEN)) + 1;
    if (!adapt(INPUT, CENTRE, SPREAD, INPUTS, <f32>min(seen, SEEN_MOST))) return NOT_FINITE;
    store<i32>(SEEN, min(seen, max(SEEN_MOST, WARM_UP + 1)));
    if (seen <= WARM_UP) return WARMING_UP;
  }
  if (!takeReading(INPUT, READINGS + <usize>(count * INPUTS << 2))) return NOT_FINITE;
  store<i32>(OBSERVED, count + 1);
  return count + 1;
}

/** Puts what the network says of INPUT into OUTPUT; gives the likeliest class, or 0 where there are no classes. */
export function predict(): i32 {
  if (!takeReading(INPUT, ROW)) return NOT_FINITE;
  forwardRows(ROW, 1);
  if (ASC_FEATURE_SIMD) answers(OUTPUT, 1);
  else answer(OUTPUT);
  return TASK == CLASSES ? likeliest(OUTPUT) : 0;
}

/**
 * Puts what the network says of `count` readings at MANY (count, INPUTS), at least 1, into ANSWERS (count, OUTPUTS); gives how
 * many readings there are before the first one with a number that is not finite, or of which it says none that is.
 */
export function predictRows(count: i32): i32 {
  let good = 0;
  for (let row = MANY; good < count && takeReading(row, row); good++) row += <usize>INPUTS << 2;
  if (!good) return 0;
  forwardMany(MANY, good);
  let at = ANSWERS;
  if (ASC_FEATURE_SIMD) answers(ANSWERS, good);
  else for (const end = ANSWERS + (<usize>(good * OUTPUTS) << 2); at != end; at += <usize>OUTPUTS << 2) answer(at);
  if (within(ANSWERS, good * OUTPUTS, f32.MAX_VALUE)) return good;
  at = ANSWERS;
  for (good = 0; within(at, OUTPUTS, f32.MAX_VALUE); good++) at += <usize>OUTPUTS << 2;
  return good;
}

/** Makes what the network says of its logits at z (outputs). */
@inline
function answer(z: usize): void {
  if (TASK == CLASSES) {
    probabilities(z);
    return;
  }
  let at: usize = 0;
  do {
    const logit = load<f32>(z + at);
    store<f32>(z + at, TASK == NUMBERS
      ? logit * load<f32>(TARGET_DEVIATION + at) + load<f32>(TARGET_MEAN + at)
      : sigmoid(logit));
    at += 4;
  } while (OUTPUTS > 1 && at != <usize>OUTPUTS << 2);
}

/** One step on the batch, which it empties; gives the loss before it. */
export function train(): f32 {
  if (!load<i32>(OBSERVED)) return NOTHING_OBSERVED;
  const loss = descend(true, stepRate());
  store<i32>(OBSERVED, 0);
  store<i32>(STEPS, load<i32>(STEPS) + 1);
  return loss;
}

/** The loss of the batch. */
export function loss(): f32 {
  return load<i32>(OBSERVED) ? descend(false, 0) : NOTHING_OBSERVED;
}

/** A reading, normalised, into a row, which may be where it lies; false when a number is not finite. */
function takeReading(reading: usize, row: usize): bool {
  if (NORMALIZER == STANDARD) return normalize(reading, row, CENTRE, SPREAD, INPUTS, CLIP);
  if (NORMALIZER == ADAPTIVE) return standardize(reading, row, CENTRE, SPREAD, INPUTS, CLIP);
  if (!within(reading, INPUTS, f32.MAX_VALUE)) return false;
  copy(reading, row, INPUTS);
  return true;
}

/** TARGET into a row of the batch: a label as it is, a number normalised; false when it is neither. */
function takeTarget(row: usize): bool {
  let at: usize = 0;
  do {
    const target = load<f32>(TARGET + at);
    if (TASK == NUMBERS) {
      const value = (target - load<f32>(TARGET_MEAN + at)) / load<f32>(TARGET_DEVIATION + at);
      if (value - value != 0) return false;
      store<f32>(row + at, value);
    } else {
      if (!isLabel(target)) return false;
      store<f32>(row + at, target);
    }
    at += 4;
  } while (TARGETS > 1 && at != <usize>TARGETS << 2);
  return true;
}

/** Whether a number is one of 0, 1 … LABELS − 1. */
@inline
function isLabel(target: f32): bool {
  if (TASK != CLASSES) return target == 0 || target == 1;
  for (let label: f32 = 0; label < <f32>LABELS; label += 1) {
    if (label == target) return true;
  }
  return false;
}
