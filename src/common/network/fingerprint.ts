import { crc32 } from "../loader/crc32.js";
import type { NetworkSpec } from "./network-file.js";

/**
 * All that gives a network's parameters their meaning, as text (SPEC.md, "Fingerprint"). Two files that differ only in
 * seed, batch, plan, learning rate, reduction, class weight or in how people see them have the same, and so can share
 * checkpoints.
 */
export const meaningText = (spec: NetworkSpec): string =>
  JSON.stringify([
    spec.inputs.map((input) => [input.name, input.unit ?? ""]),
    spec.outputs,
    spec.layers.map((layer) => [layer.units, layer.activation]),
    spec.loss,
    spec.normalizer,
  ]);

/** A network's fingerprint: CRC-32 of what its parameters mean. */
export function fingerprintOf(spec: NetworkSpec): number {
  const bytes = new TextEncoder().encode(meaningText(spec));
  return crc32(bytes, 0, bytes.length);
}
