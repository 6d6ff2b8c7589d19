import { buildNetworkWith } from "../../common/compiler/build-network.js";
import { readTable } from "../../common/data/table.js";
import type { EpochRecord } from "../../common/learning/history.js";
import { observationsOf } from "../../common/learning/observations.js";
import { dataColumnsOf, readingsOf, tableOptionsFor } from "../../common/learning/readings.js";
import { restoreFile } from "../../common/learning/restore-file.js";
import { split } from "../../common/learning/split.js";
import { startNetwork } from "../../common/learning/start-network.js";
import { parseNetwork } from "../../common/network/network-file.js";
import type { Resources } from "../../common/resources.js";
import type { HeldData } from "./data.js";

/** What the report of a trained network is to tell. */
export interface ReportOrder {
  /** of the network file */
  readonly text: string;
  readonly checkpoint: Uint8Array;
  /** how it was trained, where that is still known; else it is judged by all readings */
  readonly run?: {
    readonly history: readonly EpochRecord[];
    readonly keptEpoch: number;
    /** share that was held out */
    readonly validation: number;
  };
}

/**
 * The report that `train --report` writes, of the readings that the worker holds.
 * @returns HTML
 * @throws UserError where there are no readings, or they are not what the network reads
 */
export async function makeReport(
  resources: Resources,
  held: HeldData,
  { text, checkpoint, run }: ReportOrder,
): Promise<string> {
  const spec = parseNetwork(text, "network.json");
  const built = buildNetworkWith(resources, spec);
  const network = await startNetwork(built);
  const { files } = await held.get();
  const columns = dataColumnsOf(spec);
  const table = readTable(files, tableOptionsFor(columns));
  const readings = readingsOf(table, columns, { labelled: true, missing: "drop" });
  const observations = observationsOf(network, spec, readings);
  restoreFile(network, spec, checkpoint, "the weights");
  // Charts and all boards come along with them, which nobody else needs.
  const { renderReport } = await import("../../common/report/report.js");
  const { boardPlaces, reportData } = await import("../../common/report/report-data.js");
  const { evaluationsOf } = await import("../../common/report/evaluations-of.js");
  const rows = run && split(observations, spec, run.validation, "together");
  const parts = rows
    ? [
        ...(rows.validationRows.length > 0
          ? [{ title: "validation", rows: rows.validationRows }]
          : []),
        { title: "training", rows: rows.trainRows },
      ]
    : [{ title: "all readings" }];
  const evaluations = parts.flatMap((part) =>
    evaluationsOf(network, spec, { ...part, observations }),
  );
  const reported = {
    history: run?.history ?? [],
    ...(run && { keptEpoch: run.keptEpoch }),
    evaluations,
    observations,
    ...rows,
  };
  return renderReport(reportData(built, network, reported, await boardPlaces(built)));
}
