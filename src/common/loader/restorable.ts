import type { Layout } from "./engine.js";
import { floatsOf, HEADER } from "./learner.js";

/** Words of a network's checkpoint (SPEC.md, "Checkpoint"). */
export const checkpointWords = (of: Pick<Layout, "stateEnd">): number =>
  HEADER + of.stateEnd / 4 + 1;

/**
 * The one check of what may be restored, for a checkpoint of this network's state with the right CRC: no more observations
 * than the batch has, a learning rate above 0, labels that there are, and all numbers finite.
 * @param sum of float32 numbers, in float64: it is finite exactly if they all are
 */
export function mayRestore(
  words: Uint32Array,
  of: Layout,
  sum: (numbers: Float32Array) => number,
): boolean {
  const floats = floatsOf(words.buffer as ArrayBuffer);
  const state = HEADER + of.parameters;
  const labels = HEADER + of.readings / 4 + of.batch * of.inputs;
  // The words between are no floats: steps, random state, observed.
  const total =
    sum(floats.subarray(HEADER, state)) +
    sum(floats.subarray(state + 3, labels + of.batch * of.targets));
  // Infinity less itself is no number.
  let right = words[state + 2]! <= of.batch && floats[state + 3]! > 0 && total - total === 0;
  for (let at = labels; of.labels && right && at < labels + of.batch * of.targets; at++) {
    const label = floats[at]!;
    right = label >= 0 && label < of.labels && label % 1 === 0;
  }
  return right;
}
