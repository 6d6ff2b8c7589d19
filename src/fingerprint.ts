import { crc32 } from "./loader/crc32.js";
import type { NetworkSpec } from "./network-file.js";

/**
 * A network's fingerprint: CRC-32 of all that gives its parameters their meaning (SPEC.md, "Fingerprint"). Two files that
 * differ only in seed, batch, plan, learning rate, reduction, class weight or in how people see them share it, and so can
 * share checkpoints.
 */
export function fingerprintOf(spec: NetworkSpec): number {
  const meaning = [
    spec.inputs.map((input) => [input.name, input.unit ?? ""]),
    spec.outputs,
    spec.layers.map((layer) => [layer.units, layer.activation]),
    spec.loss,
    spec.normalizer,
  ];
  const bytes = new TextEncoder().encode(JSON.stringify(meaning));
  return crc32(bytes, 0, bytes.length);
}
