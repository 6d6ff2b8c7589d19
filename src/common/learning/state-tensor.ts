import type { Network } from "../loader/index.js";
import type { NetworkSpec } from "../network/network-spec.js";
import { layOut } from "../network/plan.js";

/**
 * The floats of a tensor of a network's state, as they lie in its memory; undefined when it has none of that name. State
 * lies at the same place in every plan.
 */
export function stateTensor(
  network: Network,
  spec: NetworkSpec,
  name: string,
): Float32Array | undefined {
  const found = layOut(spec, "fast").tensors.find(
    (tensor) => tensor.name === name && tensor.role === "state",
  );
  return found && new Float32Array(network.engine.memory, found.offset, found.bytes / 4);
}
