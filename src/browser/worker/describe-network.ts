import { buildNetworkWith } from "../../common/compiler/build-network.js";
import { parseNetwork } from "../../common/network/network-file.js";
import { RESOURCES } from "../resources.js";

/** What a network comes to, for its memory map. */
export interface DescribedNetwork {
  readonly plan: string;
  /** bytes of memory, and of the module */
  readonly memoryBytes: number;
  readonly moduleBytes: number;
}

/** @throws UserError that says what is wrong with the text */
export function describeNetwork(text: string): DescribedNetwork {
  const { plan, wasm } = buildNetworkWith(RESOURCES, parseNetwork(text, "network.json"));
  return { plan: plan.kind, memoryBytes: plan.end, moduleBytes: wasm.length };
}
