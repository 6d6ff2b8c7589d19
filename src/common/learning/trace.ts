import { hex } from "../hex.js";
import type { Network } from "../loader/index.js";

/** One line of a trace (SPEC.md, "Trace"): the step, the loss before it with its bits, the hash of the parameters after it. */
export function traceLine(network: Network, loss: number): string {
  const bits = hex(new Uint32Array(Float32Array.of(loss).buffer)[0]!);
  return `${JSON.stringify({ step: network.steps, loss, bits, hash: hex(network.hash()) })}\n`;
}
