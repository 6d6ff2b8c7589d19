/**
 * What every contestant gives to compare.mjs.
 *
 * @typedef {object} Contestant
 * @property {string} name
 * @property {string} note what differs from the others
 * @property {() => void} reset puts the workload's initial weights back
 * @property {() => void} step one pass over the batch: forward, backward, update
 * @property {() => number | null} loss summed cross-entropy now; null where it means nothing
 *
 * @typedef {object} Timing
 * @property {number} nanoseconds of one step, mean
 * @property {number | null} before loss with the initial weights
 * @property {number | null} after loss after the last step
 *
 * Something that runs in a process of its own measures itself:
 * @typedef {{ name: string, note: string, measure(runs: number, steps: number): Timing }} Outsider
 *
 * @typedef {import("../support/workloads.js").Workload} Workload
 * @typedef {(workload: Workload) => Contestant | Outsider | Promise<Contestant | Outsider>} Prepare
 */

/** Thrown by prepare() where a contestant cannot take part on this machine. */
export class Skipped extends Error {}

/** Trains `steps` steps from the initial weights, `runs` times over; only the steps are timed. */
export function measure(contestant, runs, steps) {
  if (contestant.measure) return contestant.measure(runs, steps);
  contestant.reset();
  const before = contestant.loss();
  let spent = 0n;
  for (let r = 0; r < runs; r++) {
    contestant.reset();
    const start = process.hrtime.bigint();
    for (let s = 0; s < steps; s++) contestant.step();
    spent += process.hrtime.bigint() - start;
  }
  return { nanoseconds: Number(spent) / runs / steps, before, after: contestant.loss() };
}

/** Where each layer's weights (inputs, units) and biases (units) begin in the parameters. */
export function layersOf(widths) {
  let at = 0;
  return widths.slice(1).map((units, l) => {
    const inputs = widths[l];
    const weights = at;
    const biases = weights + inputs * units;
    at = biases + units;
    return { inputs, units, weights, biases };
  });
}

/** The observations one by one, as plain arrays. */
export function rows({ widths, batch, readings, labels }) {
  const [inputs, outputs] = [widths[0], widths.at(-1)];
  return Array.from({ length: batch }, (_, m) => ({
    reading: Array.from(readings.subarray(m * inputs, (m + 1) * inputs)),
    labels: Array.from(labels.subarray(m * outputs, (m + 1) * outputs)),
  }));
}
