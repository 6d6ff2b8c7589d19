import { bitsOfFloat, hex } from "../bits.js";
import type { Network } from "../loader/index.js";

/** One line of a trace (SPEC.md, "Trace"): the step, the loss before it with its bits, the hash of the parameters after it. */
export function traceLine(network: Network, loss: number): string {
  const bits = hex(bitsOfFloat(loss));
  return `${JSON.stringify({ step: network.steps, loss, bits, hash: hex(network.hash()) })}\n`;
}
