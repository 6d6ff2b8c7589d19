import type { Layout } from "./engine.js";
import { floatsOf, HEADER } from "./learner.js";

/** Words of a network's checkpoint with so many observations in its batch (SPEC.md, "Checkpoint"). */
export const checkpointWords = (
  of: Pick<Layout, "inputs" | "outputs" | "parameters">,
  observed: number,
): number => HEADER + 1 + 2 * of.inputs + of.parameters + observed * (of.inputs + of.outputs);

/**
 * The one check of what may be restored, for a checkpoint of the right length and CRC: a learning rate above 0, labels 0
 * or 1, and all numbers finite.
 * @param sum of float32 numbers, in float64: it is finite exactly if they all are
 */
export function mayRestore(
  words: Uint32Array,
  outputs: number,
  sum: (numbers: Float32Array) => number,
): boolean {
  const floats = floatsOf(words.buffer as ArrayBuffer);
  const end = words.length - 1;
  const labels = end - words[7]! * outputs;
  const rate = floats[5]!;
  const total = rate + sum(floats.subarray(HEADER, labels));
  // Infinity less itself is no number.
  let right = rate > 0 && total - total === 0;
  for (let at = labels; at < end; at++) right = right && (floats[at] === 0 || floats[at] === 1);
  return right;
}
