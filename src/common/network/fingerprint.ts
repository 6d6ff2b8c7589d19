import { crcOfAll } from "../crc-table.js";
import type { NetworkSpec } from "./network-spec.js";

/**
 * All that gives a network's parameters their meaning, as text (SPEC.md, "Fingerprint"). Two files that differ only in how
 * the network learns (seed, batch, plan, optimizer, reduction, weights of classes, which layers) or in how people see it have
 * the same, and so can share parameters.
 */
export const meaningText = (spec: NetworkSpec): string =>
  JSON.stringify([
    spec.inputs.map(({ name, unit = "" }) => [name, unit]),
    spec.window ? [spec.window.rows, spec.window.features] : [],
    spec.outputs.map(({ name, unit = "" }) => [name, unit]),
    spec.layers.map(({ units, activation, slope = 0 }) => [units, activation, slope]),
    spec.task,
    spec.loss,
    spec.normalizer.type,
  ]);

/** A network's fingerprint: CRC-32 of what its parameters mean. */
export function fingerprintOf(spec: NetworkSpec): number {
  return crcOfAll(new TextEncoder().encode(meaningText(spec)));
}
