import type { BuiltNetwork } from "../common/compiler/build-network.js";
import type { Network } from "../common/loader/index.js";
import type { ReportedRun } from "../common/report/report-data.js";
import { unguarded } from "./catch-signals.js";
import { writeWhole } from "./files.js";

/** Writes the HTML report of a run. */
export async function writeReport(
  path: string,
  built: BuiltNetwork,
  network: Network,
  run: ReportedRun,
): Promise<void> {
  // They bring charts and all boards along, which most runs do without.
  const { renderReport } = await import("../common/report/report.js");
  const { boardPlaces, reportData } = await import("../common/report/report-data.js");
  const boards = await boardPlaces(built);
  const page = await unguarded(() => renderReport(reportData(built, network, run, boards)));
  await writeWhole(path, page);
}
