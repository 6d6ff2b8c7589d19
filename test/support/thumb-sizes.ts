import type { ThumbCore } from "../../src/common/compiler/thumb/code.js";
import type { PlanKind } from "../../src/common/network/plan.js";

/** Bytes that the machine code of the workload S3 may take, made for what its plan says. */
const MOST: Readonly<Record<ThumbCore, Readonly<Record<PlanKind, number>>>> = {
  "Cortex-M0": { fast: 8500, small: 5250 },
  "Cortex-M0+": { fast: 8500, small: 5250 },
  "Cortex-M3": { fast: 7800, small: 4500 },
  "Cortex-M4F": { fast: 6400, small: 2400 },
  "Cortex-M33F": { fast: 6400, small: 2400 },
};

export const mostBytesOfS3 = (core: ThumbCore, plan: PlanKind): number => MOST[core][plan];
