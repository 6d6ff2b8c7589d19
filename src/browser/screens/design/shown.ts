import type { NetworkSpec } from "../../../common/network/network-spec.js";

/** The network that controls show: the last one that was right. */
export interface Shown {
  readonly spec: NetworkSpec;
}
