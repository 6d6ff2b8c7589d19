import type { BuiltNetwork } from "../common/compiler/build-network.js";
import { hex } from "../common/hex.js";
import { column, labelsOf, predictRows } from "../common/learning/evaluate.js";
import type { EpochRecord } from "../common/learning/history.js";
import type { Readings } from "../common/learning/readings.js";
import type { Network } from "../common/loader/index.js";
import { boundaryOf } from "../common/report/boundary-grid.js";
import type { Evaluation, Fact } from "../common/report/report.js";
import { unguarded } from "./catch-signals.js";
import { writeWhole } from "./files.js";
import { PACKAGE_VERSION } from "./version.js";

/** Some rows of labelled readings, by default all, under a title of the report. */
export interface ReportedRows {
  readonly title: string;
  readonly readings: Readings;
  readonly rows?: Uint32Array;
}

/** What the network predicts for some rows now, one evaluation per output. */
export function evaluationsOf(
  network: Network,
  names: readonly string[],
  part: ReportedRows,
): Evaluation[] {
  const probabilities = predictRows(network, part.readings, part.rows);
  const labels = labelsOf(part.readings, part.rows);
  return names.map((output, j) => ({
    title: names.length > 1 ? `${part.title}: ${output}` : part.title,
    probabilities: column(probabilities, names.length, j),
    labels: column(labels, names.length, j),
  }));
}

/** Writes the HTML report of a run. */
export async function writeReport(
  path: string,
  built: BuiltNetwork,
  network: Network,
  run: {
    readonly history: readonly EpochRecord[];
    readonly evaluations: readonly Evaluation[];
    readonly readings: Readings;
    readonly facts?: readonly Fact[];
  },
): Promise<void> {
  const { renderReport } = await import("../common/report/report.js");
  const { spec, plan, wasm } = built;
  const page = await unguarded(() => {
    const boundary = boundaryOf(network, spec, run.readings);
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
