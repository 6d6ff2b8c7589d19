import type { BuiltNetwork } from "../common/compiler/build-network.js";
import type { EpochRecord } from "../common/learning/history.js";
import type { Observations } from "../common/learning/observations.js";
import { column, predictRows, targetsOf } from "../common/learning/rows.js";
import { labelsOfOneHot } from "../common/learning/scores.js";
import type { Network } from "../common/loader/index.js";
import { type NetworkSpec, outputNames } from "../common/network/network-file.js";
import type { Evaluation, Fact } from "../common/report/report.js";
import { unguarded } from "./catch-signals.js";
import { writeWhole } from "./files.js";

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

/** What a run came to. */
export interface ReportedRun {
  readonly history: readonly EpochRecord[];
  /** the epoch whose weights were kept, 0 where those of before were better than any */
  readonly keptEpoch?: number;
  readonly evaluations: readonly Evaluation[];
  /** title of the evaluation that the page opens with; the first when left out */
  readonly about?: string;
  readonly observations: Observations;
  /** what was trained on and held out, where that is known */
  readonly trainRows?: Uint32Array;
  readonly validationRows?: Uint32Array;
  readonly facts?: readonly Fact[];
}

/** Writes the HTML report of a run. */
export async function writeReport(
  path: string,
  built: BuiltNetwork,
  network: Network,
  run: ReportedRun,
): Promise<void> {
  // They bring charts and all boards along, which most runs do without.
  const { renderReport } = await import("../common/report/report.js");
  const { boardPlaces, reportData } = await import("./report-data.js");
  const boards = await boardPlaces(built);
  const page = await unguarded(() => renderReport(reportData(built, network, run, boards)));
  await writeWhole(path, page);
}
