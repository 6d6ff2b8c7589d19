import type { Engine } from "../../src/common/loader/engine.js";
import type { RunData } from "./engine-run.js";
import { seededRandom } from "./random.js";
import { exact, jittered, type Rounding } from "./reference64/rounding.js";
import type { Spec64 } from "./reference64/spec.js";
import { engineSubject, record, referenceSubject, type StepRecord } from "./subjects.js";

/**
 * Relative errors of the jittered references: of each product, of each result of a function and of each parameter. Half a
 * unit of the last place of float32 is 2⁻²⁴; twice that stands for the sums too.
 */
const JITTER = 2 ** -23;
const FEW = 4;
/** For what four have missed: a kink that float32 alone has crossed. */
const MANY = 60;
/** How many times farther than the jittered references the module may be from the exact one. */
const FACTOR = 8;
/**
 * What it may always be off, as a part of the largest such number of the run so far: four units of the last place. Of a loss
 * of several classes, which is log(1 + a little) where the network is sure, float32 knows no more.
 */
const FLOOR = 2 ** -21;

/** How a module's run compares with that of the float64 reference. */
export interface Comparison {
  /** the largest distance as a part of its bound; at most 1 where they agree */
  readonly worst: number;
  /** the largest bound as a part of the largest of its numbers: how little the comparison says at most */
  readonly loosest: number;
  /** where they differ in more than rounding, in words */
  readonly difference?: string | undefined;
}

/**
 * Runs a module and the float64 reference from the same parameters on the same rows. How far float32 may be from float64
 * follows from how far references come apart whose every number has an error of its size: where a step amplifies errors,
 * as Adam's first ones do with gradients near 0, the bound grows by itself.
 */
export function againstReference(engine: Engine, data: RunData, steps: number): Comparison {
  const subject = engineSubject(engine, data);
  const w = subject.parameters();
  const got = record(subject, data, steps);
  const reference = (round: Rounding) => record(referenceSubject(w, data, round), data, steps);
  const expected = reference(exact);
  const others = (count: number) =>
    Array.from({ length: count }, (_, k) => reference(jittered(seededRandom(k), JITTER)));
  const quick = compare(data.spec, got, expected, others(FEW));
  return quick.difference === undefined ? quick : compare(data.spec, got, expected, others(MANY));
}

const largest = (numbers: readonly number[]): number => Math.max(0, ...numbers.map(Math.abs));
const distance = (a: readonly number[], b: readonly number[]): number =>
  largest(a.map((value, i) => value - b[i]!));

function compare(
  spec: Spec64,
  got: readonly StepRecord[],
  expected: readonly StepRecord[],
  others: readonly (readonly StepRecord[])[],
): Comparison {
  let worst = 0;
  let loosest = 0;
  const scales: Record<string, number> = {};
  for (const [s, step] of expected.entries()) {
    const mine = got[s]!;
    if (mine.statuses.join() !== step.statuses.join()) {
      const difference = `step ${s}: got the statuses ${mine.statuses}, expected ${step.statuses}`;
      return { worst: Infinity, loosest, difference };
    }
    for (const [kind, numbers] of Object.entries(step.numbers)) {
      const spread = Math.max(
        ...others.map((other) => distance(other[s]!.numbers[kind]!, numbers)),
      );
      const scale = Math.max(scales[kind] ?? 0, largest(numbers));
      scales[kind] = scale;
      const bound = FACTOR * spread + FLOOR * scale;
      const off = distance(mine.numbers[kind]!, numbers);
      if (off > 0) worst = Math.max(worst, off / bound);
      if (scale > 0) loosest = Math.max(loosest, bound / scale);
      if (!(off <= bound)) {
        const difference = `step ${s}, ${kind}: got ${mine.numbers[kind]}, expected ${numbers}, each within ${bound}`;
        return { worst, loosest, difference };
      }
      if (kind === "output" && mine.predicted !== step.predicted) {
        const [first = 0, second = 0] = [...numbers].sort((a, b) => b - a);
        if (spec.task !== "classes" || first - second > 2 * bound || step.predicted < 0) {
          const difference = `step ${s}: predict gave ${mine.predicted}, expected ${step.predicted}`;
          return { worst: Infinity, loosest, difference };
        }
      }
    }
  }
  return { worst, loosest };
}
