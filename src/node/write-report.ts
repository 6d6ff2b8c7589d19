import type { BuiltNetwork } from "../common/compiler/build-network.js";
import { hex } from "../common/hex.js";
import type { EpochRecord } from "../common/learning/history.js";
import type { Observations } from "../common/learning/observations.js";
import { column, predictRows, targetsOf } from "../common/learning/rows.js";
import { labelsOfOneHot } from "../common/learning/scores.js";
import type { Network } from "../common/loader/index.js";
import { type NetworkSpec, outputNames } from "../common/network/network-file.js";
import { boundaryOf } from "../common/report/boundary-grid.js";
import type { Evaluation, Fact } from "../common/report/report.js";
import { unguarded } from "./catch-signals.js";
import { writeWhole } from "./files.js";
import { PACKAGE_VERSION } from "./version.js";

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
  const names = outputNames(spec);
  const k = names.length;
  const classes = { task: "classes", title, classes: names, probabilities: predictions } as const;
  const titleOf = (output: string) => (k > 1 ? `${title}: ${output}` : title);
  const own = (values: Float32Array, j: number) => column(values, k, j);
  switch (spec.task) {
    case "classes":
      return [{ ...classes, labels: targets, exclusive: true }];
    case "numbers":
      return spec.outputs.map(({ name, unit }, j) => ({
        task: "numbers",
        title: titleOf(name),
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

/** Writes the HTML report of a run. */
export async function writeReport(
  path: string,
  built: BuiltNetwork,
  network: Network,
  run: {
    readonly history: readonly EpochRecord[];
    readonly evaluations: readonly Evaluation[];
    readonly observations: Observations;
    readonly facts?: readonly Fact[];
  },
): Promise<void> {
  const { renderReport } = await import("../common/report/report.js");
  const { spec, plan, wasm } = built;
  const page = await unguarded(() => {
    const boundary = boundaryOf(network, spec, run.observations);
    return renderReport({
      spec,
      plan,
      history: run.history,
      evaluations: run.evaluations,
      ...(boundary && { boundary }),
      facts: [
        { label: "Module", value: `${wasm.length} bytes of Wasm` },
        { label: "Steps", value: String(network.steps) },
        { label: "Parameter hash", value: hex(network.hash()) },
        ...(run.facts ?? []),
      ],
      generatedBy: `perceptino ${PACKAGE_VERSION}`,
    });
  });
  await writeWhole(path, page);
}
