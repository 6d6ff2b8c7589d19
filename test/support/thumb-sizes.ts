import type { ThumbCore } from "../../src/common/compiler/thumb/code.js";
import type { PlanKind } from "../../src/common/network/plan.js";

/** Bytes that the machine code of the workload S3 may take with the fast plan. */
const FAST: Readonly<Record<ThumbCore, number>> = {
  "Cortex-M0": 14 * 1024,
  "Cortex-M0+": 14 * 1024,
  "Cortex-M3": 11 * 1024,
  "Cortex-M4F": 8 * 1024,
  "Cortex-M33F": 8.25 * 1024,
};

/** The same with either plan: the small one halves it. */
export const mostBytesOfS3 = (core: ThumbCore, plan: PlanKind): number =>
  plan === "fast" ? FAST[core] : FAST[core] / 2;
