import { featureCount } from "../network/features.js";
import type { NetworkSpec } from "../network/network-spec.js";
import { type MemoryPlan, sizedLayers, widths } from "../network/plan.js";
import type { Kernels } from "./kernels.js";
import { builder, int } from "./network-builder.js";
import { forwardRoutine, type NetworkProgram, networkProgram } from "./network-program.js";

/** Readings that a host's module predicts in one go: a multiple of the tiles' four, and few enough to stay in a cache. */
const ROWS = 128;
/** Bytes behind the last tensor that four lanes may read, and never use (assembly/lanes/lanes.ts). */
const READ_BEYOND = 16;

/**
 * A network for a host, which has memory: behind the plan's lies room for many readings, and one more function predicts them
 * with the forward pass that a batch has.
 */
export function hostProgram(spec: NetworkSpec, plan: MemoryPlan, kernels: Kernels): NetworkProgram {
  const program = networkProgram(spec, plan, kernels);
  const layers = sizedLayers(spec);
  const many = plan.end;
  const buffer = 4 * ROWS * Math.max(...widths(spec).slice(1));
  const first = many + 4 * ROWS * featureCount(spec);
  /** Layers take turns in two places. */
  const placeOf = (number: number) => int(first + (number % 2) * buffer);
  const build = builder(plan, kernels);
  const address = (name: string) =>
    /^A\d+$/.test(name) ? placeOf(Number(name.slice(1))) : build.address(name);
  const answers = placeOf(layers.length);
  return {
    ...program,
    globals: new Map([
      ...program.globals,
      ["FORWARD_ROWS", int(ROWS)],
      ["MANY", int(many)],
      ["ANSWERS", answers],
    ]),
    entries: [...program.entries, "predictRows"],
    routines: [...program.routines, forwardRoutine("forwardMany", { ...build, address }, layers)],
    constants: new Map([
      ...program.constants,
      ["rows", int(ROWS)],
      ["many", int(many)],
      ["answers", answers],
      ["end", int(first + 2 * buffer + READ_BEYOND)],
    ]),
  };
}
