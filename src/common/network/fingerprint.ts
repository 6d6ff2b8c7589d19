import { crc32 } from "../loader/crc32.js";
import type { NetworkSpec } from "./network-spec.js";

/**
 * All that gives a network's parameters their meaning, as text (SPEC.md, "Fingerprint"). Two files that differ only in
 * seed, batch, plan, optimizer, reduction, class weights or in how people see them have the same, and so can share
 * checkpoints.
 */
export const meaningText = (spec: NetworkSpec): string =>
  JSON.stringify([
    spec.inputs.map((input) => [input.name, input.unit ?? ""]),
    spec.window ? [spec.window.rows, spec.window.features] : [],
    spec.outputs.map((output) => [output.name, output.unit ?? ""]),
    spec.layers.map(({ units, activation, slope }) => [units, activation, slope ?? 0]),
    spec.task,
    spec.loss,
    spec.normalizer.type,
  ]);

/** A network's fingerprint: CRC-32 of what its parameters mean. */
export function fingerprintOf(spec: NetworkSpec): number {
  const bytes = new TextEncoder().encode(meaningText(spec));
  return crc32(bytes, 0, bytes.length);
}
