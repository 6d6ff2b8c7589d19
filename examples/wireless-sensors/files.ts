import { join } from "node:path";
import type { YesNoEvaluation } from "../../src/common/report/report.js";
import { writeReport, writeWhole } from "../../src/index.js";
import type { Move } from "./adapt.js";
import type { Motes } from "./dataset.js";
import { csvOf } from "./features.js";
import { resultsAsJson } from "./tables.js";

const OUT = join("out", "wireless-sensors");

/** What the example writes, in the current directory. */
export const FILES = {
  network: join(OUT, "network.json"),
  home: join(OUT, "mote-1.csv"),
  neighbour: join(OUT, "mote-2.csv"),
  away: join(OUT, "mote-4.csv"),
  module: join(OUT, "network.wasm"),
  trained: join(OUT, "mote-1.checkpoint"),
  retrained: join(OUT, "mote-4.checkpoint"),
  results: join(OUT, "results.json"),
  report: join(OUT, "report.html"),
} as const;

/** Writes what `perceptino train` would take: the network file and the readings. */
export async function writeInputs(network: string, motes: Motes): Promise<void> {
  await writeWhole(FILES.network, network);
  await writeWhole(FILES.home, csvOf(motes.home));
  await writeWhole(FILES.neighbour, csvOf(motes.neighbour));
  await writeWhole(FILES.away, csvOf(motes.away));
}

/** Writes the module, both checkpoints, all scores and the HTML report, which charts the story alone. */
export async function writeOutcome(
  moved: Move,
  story: readonly YesNoEvaluation[],
  comparisons: readonly YesNoEvaluation[],
): Promise<void> {
  await writeWhole(FILES.module, moved.built.wasm);
  await writeWhole(FILES.trained, moved.trained);
  await writeWhole(FILES.retrained, moved.retrained);
  await writeWhole(FILES.results, resultsAsJson(moved, [...story, ...comparisons]));
  const { history } = moved.training;
  await writeReport(FILES.report, moved.built, moved.network, {
    history,
    evaluations: story,
    about: "mote 4 while retraining",
    observations: moved.home,
    facts: [{ label: "Learnt from", value: "mote 1, then mote 4 as its readings came" }],
  });
}
