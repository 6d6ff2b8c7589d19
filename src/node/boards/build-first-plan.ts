import type { BuiltNetwork } from "../../common/compiler/build-network.js";
import { UserError } from "../../common/errors.js";
import type { NetworkSpec } from "../../common/network/network-file.js";
import { type PlanKind, plansOf } from "../../common/network/plan.js";
import { buildNetwork } from "../build-network.js";

/**
 * Builds a network with the first of the plans that its file allows that fits.
 * @param whyUnfit says by how much a build does not fit and what to try, or nothing where it fits; `untried` is whether the
 * small plan was not tried, because the network file names the fast one
 * @throws UserError with the reason of the smallest build, when none fits
 */
export async function buildFirstPlan(
  spec: NetworkSpec,
  whyUnfit: (
    built: BuiltNetwork,
    untried: boolean,
  ) => string | undefined | Promise<string | undefined>,
): Promise<BuiltNetwork> {
  let nearest: { readonly end: number; readonly why: string } | undefined;
  for (const plan of plansOf(spec)) {
    const built = await builtUnlessTooLarge({ ...spec, plan });
    if (built === undefined) continue;
    const why = await whyUnfit(built, spec.plan === "fast");
    if (why === undefined) return built;
    const { end } = built.plan;
    if (nearest === undefined || end < nearest.end) nearest = { end, why };
  }
  if (nearest === undefined) return buildNetwork(spec); // refuses it in the planner's words
  throw new UserError(nearest.why);
}

/** Nothing for a network too large for one Wasm page in its plan. */
const builtUnlessTooLarge = (
  spec: NetworkSpec & { readonly plan: PlanKind },
): Promise<BuiltNetwork | undefined> =>
  buildNetwork(spec).catch((error: unknown) => {
    if (error instanceof UserError) return undefined;
    throw error;
  });
