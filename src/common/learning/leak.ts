import type { NetworkSpec } from "../network/network-spec.js";
import type { Observations } from "./observations.js";
import type { Holding } from "./split.js";

/** How alike neighbouring readings are in half of the inputs, as a correlation, when they evidently are of one stream. */
const ALIKE = 0.8;
/** Readings by which that can be told. */
const ENOUGH = 50;

/**
 * A sentence when readings that are held out would be told to the training by their neighbours: single rows of a
 * recording, or of a stream of which nothing says so but the readings themselves.
 */
export function leakNote(
  observations: Observations,
  { window, normalizer }: NetworkSpec,
  validation: number,
  holding: Holding,
): string | undefined {
  const { recordings, ordered, count } = observations;
  if (validation === 0 || holding === "last" || normalizer.type === "adaptive") return undefined;
  const together = recordings !== undefined || ordered === true;
  const overlapping = window !== undefined && window.stride < window.rows;
  if (holding === "rows" && (together || overlapping)) {
    return "--validation-rows holds out single rows beside rows that are trained on, which look alike: the validation looks better than what is to come; without it what belongs together is held out together";
  }
  if (holding === "rows" || together || overlapping || count < ENOUGH) return undefined;
  const alike = correlations(observations).filter((r) => r >= ALIKE).length;
  if (2 * alike < observations.inputs) return undefined;
  return "readings look much like the ones before them, as those of one stream do, and single ones are held out beside them: the validation looks better than what is to come; say --validation-last, or --recording with a column that says what belongs together";
}

/** Of each input, how a reading goes with the one before it: 1 when it is the same, 0 when it has nothing to do with it. */
function correlations({ values, inputs, count }: Observations): number[] {
  return Array.from({ length: inputs }, (_, i) => {
    let sum = 0;
    for (let row = 0; row < count; row++) sum += values[row * inputs + i]!;
    const mean = sum / count;
    let squares = 0;
    let products = 0;
    let before = values[i]! - mean;
    for (let row = 1; row < count; row++) {
      const now = values[row * inputs + i]! - mean;
      squares += before * before;
      products += before * now;
      before = now;
    }
    return squares > 0 ? products / squares : 0;
  });
}
