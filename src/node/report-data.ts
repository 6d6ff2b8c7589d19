import { BOARDS, ESPRUINO_BOARDS, FIRMWARE_BOARDS } from "../../boards/index.js";
import type { BuiltNetwork } from "../common/compiler/build-network.js";
import { fitEspruinoBoards } from "../common/fit/espruino.js";
import { fitBoards } from "../common/fit/firmware.js";
import { hex } from "../common/hex.js";
import { achieved, baselinesOf, type PartBaselines } from "../common/learning/baselines.js";
import { predictRows, targetsOf } from "../common/learning/rows.js";
import type { Network } from "../common/loader/index.js";
import type { NetworkSpec } from "../common/network/network-file.js";
import { type BoardPlace, boardPlace } from "../common/report/boards.js";
import { boundaryOf } from "../common/report/boundary-grid.js";
import { type Importances, importancesOf } from "../common/report/importance.js";
import { mainOf } from "../common/report/main-evaluations.js";
import type { ReportData } from "../common/report/report.js";
import { count } from "../common/text.js";
import { PACKAGE_VERSION } from "./version.js";
import type { ReportedRun } from "./write-report.js";

/** All that the report of a run tells, worked out from the network as it is now. */
export function reportData(
  built: BuiltNetwork,
  network: Network,
  run: ReportedRun,
  boards: readonly BoardPlace[],
): ReportData {
  const { spec, plan, wasm } = built;
  const boundary = boundaryOf(network, spec, run.observations);
  return {
    spec,
    plan,
    history: run.history,
    ...(run.keptEpoch !== undefined && { keptEpoch: run.keptEpoch }),
    evaluations: run.evaluations,
    ...(run.about !== undefined && { about: run.about }),
    ...(boundary && { boundary }),
    data: run,
    baselines: baselinesIn(network, spec, run),
    importances: importancesIn(network, spec, run),
    boards,
    facts: [
      { label: "Module", value: `${count(wasm.length)} bytes of Wasm` },
      { label: "Steps to these weights", value: count(network.steps) },
      { label: "Parameter hash", value: hex(network.hash()) },
      ...(run.facts ?? []),
    ],
    generatedBy: `perceptino ${PACKAGE_VERSION}`,
  };
}

/** How the network fits on all boards, in firmware by estimates: no compiler is asked. */
export async function boardPlaces({ spec, resources }: BuiltNetwork): Promise<BoardPlace[]> {
  const firmware = await fitBoards(resources, spec, FIRMWARE_BOARDS);
  const espruino = fitEspruinoBoards(resources, spec, ESPRUINO_BOARDS);
  const fits = new Map([...firmware, ...espruino].map((fit) => [fit.board, fit]));
  return BOARDS.map((board) => boardPlace(board, fits.get(board.name)!));
}

/** Answers that read nothing, for what was trained on and held out, or for all. */
function baselinesIn(network: Network, spec: NetworkSpec, run: ReportedRun): PartBaselines[] {
  const { observations, trainRows, validationRows } = run;
  if (observations.targets.length === 0) return [];
  const known = [
    { part: "validation", rows: validationRows },
    { part: "training", rows: trainRows },
  ].flatMap(({ part, rows }) => (rows && rows.length > 0 ? [{ part, rows }] : []));
  const parts: { part?: string; rows?: Uint32Array }[] = known.length > 0 ? known : [{}];
  const predicted = parts.map((part) => ({
    ...part,
    predictions: predictRows(network, observations, part.rows),
  }));
  return baselinesOf(network, spec, observations, predicted, trainRows);
}

/** What the network relies on, in what the page opens with. */
function importancesIn(network: Network, spec: NetworkSpec, run: ReportedRun): Importances[] {
  const source = mainOf(run.evaluations, run.about)[0]?.of;
  if (!source) return [];
  const { observations, rows } = source;
  return importancesOf(spec, observations, rows, (values, some) =>
    achieved(
      network,
      spec,
      predictRows(network, { ...observations, values }, some),
      targetsOf(observations, some),
    ),
  );
}
