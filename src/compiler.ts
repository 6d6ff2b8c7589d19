// The way from a network file to its module and nothing else: what starts often, and does no more, loads less text and fewer files.

export type { BuiltNetwork } from "./common/compiler/build-network.js";
export { UsageError, UserError } from "./common/errors.js";
export {
  type Activation,
  type Channel,
  checkNetwork,
  type Layer,
  LIMITS,
  type NetworkSpec,
  parseNetwork,
} from "./common/network/network-file.js";
export {
  type MemoryPlan,
  type PlanKind,
  planMemory,
  type Role,
  type Tensor,
} from "./common/network/plan.js";
export { buildNetwork } from "./node/build-network.js";
