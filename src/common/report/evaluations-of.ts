import type { Observations } from "../learning/observations.js";
import { column, predictRows, targetsOf } from "../learning/rows.js";
import { labelsOfOneHot } from "../learning/scores.js";
import type { Network } from "../loader/index.js";
import { type NetworkSpec, outputNames } from "../network/network-spec.js";
import type { Evaluation } from "./evaluations.js";

/** Some rows of observations with targets, by default all, under a title of the report. */
export interface ReportedRows {
  readonly title: string;
  readonly observations: Observations;
  readonly rows?: Uint32Array;
}

/** What the network predicts for some rows now: one evaluation for each output, or one for all classes. */
export function evaluationsOf(
  network: Network,
  spec: NetworkSpec,
  { title, observations, rows }: ReportedRows,
): Evaluation[] {
  const predictions = predictRows(network, observations, rows);
  const targets = targetsOf(observations, rows);
  const every = () => Uint32Array.from({ length: observations.count }, (_, row) => row);
  const of = { called: title, observations, rows: rows ?? every() };
  const names = outputNames(spec);
  const k = names.length;
  const classes = {
    task: "classes",
    title,
    of,
    classes: names,
    probabilities: predictions,
  } as const;
  const titleOf = (output: string) => (k > 1 ? `${title}: ${output}` : title);
  const own = (values: Float32Array, j: number) => column(values, k, j);
  switch (spec.task) {
    case "classes":
      return [{ ...classes, labels: targets, exclusive: true }];
    case "numbers":
      return spec.outputs.map(({ name, unit }, j) => ({
        task: "numbers",
        title: titleOf(name),
        of,
        name,
        ...(unit !== undefined && { unit }),
        predicted: own(predictions, j),
        targets: own(targets, j),
      }));
    case "yes-no": {
      const each = names.map(
        (output, j): Evaluation => ({
          task: "yes-no",
          title: titleOf(output),
          of,
          name: output,
          probabilities: own(predictions, j),
          labels: own(targets, j),
        }),
      );
      const labels = labelsOfOneHot(targets, k);
      if (!labels) return each;
      const largest = `${title}: the largest output`;
      return [...each, { ...classes, title: largest, labels, exclusive: false }];
    }
  }
}
