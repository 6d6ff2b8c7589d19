import { type BuiltNetwork, buildNetworkWith } from "../compiler/build-network.js";
import { checkpointWords } from "../loader/restorable.js";
import type { NetworkSpec } from "../network/network-file.js";
import { layOut, plansOf } from "../network/plan.js";
import type { Resources } from "../resources.js";
import { count } from "../text.js";

/** What one part of a board has and what is used of it, in bytes; `left` is negative where it does not fit. */
export interface Budget {
  readonly used: number;
  readonly available: number;
  readonly left: number;
}

/** What parts come to, and what they leave. */
export function budget(parts: Readonly<Record<string, number>>, available: number): Budget {
  const used = Object.values(parts).reduce((sum, bytes) => sum + bytes, 0);
  return { used, available, left: available - used };
}

/** By how much budgets are exceeded, in words. */
export function shortages(budgets: Readonly<Record<string, Budget>>): string {
  return Object.entries(budgets)
    .flatMap(([what, { used, available, left }]) =>
      left < 0
        ? [`${count(used)} of ${count(available)} bytes of ${what}, ${count(-left)} too many`]
        : [],
    )
    .join(" and ");
}

/** Bytes of a checkpoint (SPEC.md, "Checkpoint"), which are the same in all plans. */
export function checkpointSize(spec: NetworkSpec): number {
  const { parameterBytes, stateBytes } = layOut(spec, "small");
  return 4 * checkpointWords({ stateEnd: parameterBytes + stateBytes });
}

/**
 * The network with the plan that its file asks for, or with both.
 * @throws UserError when it is too large for either
 */
export function buildPlans(resources: Resources, spec: NetworkSpec): readonly BuiltNetwork[] {
  const builds: BuiltNetwork[] = [];
  let refusal: unknown;
  for (const plan of plansOf(spec)) {
    try {
      builds.push(buildNetworkWith(resources, { ...spec, plan }));
    } catch (error) {
      refusal = error; // too large for one Wasm page in this plan
    }
  }
  if (builds.length === 0) throw refusal;
  return builds;
}
