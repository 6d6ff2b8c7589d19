import { BOARDS, ESPRUINO_BOARDS, FIRMWARE_BOARDS } from "../../../boards/index.js";
import type { BuiltNetwork } from "../compiler/build-network.js";
import { fitEspruinoBoards } from "../fit/espruino.js";
import { fitBoards } from "../fit/firmware.js";
import { hex } from "../hex.js";
import { baselinesOf, type PartBaselines } from "../learning/baselines.js";
import type { EpochRecord } from "../learning/history.js";
import type { Observations } from "../learning/observations.js";
import { predictRows } from "../learning/rows.js";
import type { Network } from "../loader/index.js";
import type { NetworkSpec } from "../network/network-spec.js";
import { count } from "../text.js";
import { type BoardPlace, boardPlace } from "./boards.js";
import { boundaryOf } from "./boundary-grid.js";
import type { Evaluation } from "./evaluations.js";
import type { Importances } from "./importance.js";
import { mainOf } from "./main-evaluations.js";
import { networkImportances } from "./network-importances.js";
import type { Fact, ReportData } from "./report.js";

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
    generatedBy: `perceptino ${built.resources.version}`,
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
  return source ? networkImportances(network, spec, source.observations, source.rows) : [];
}
