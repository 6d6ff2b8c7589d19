import type { ScreenProps } from "../../page.js";
import { Empty } from "../../parts/empty.js";
import { networkTextOf } from "../../state/design.js";
import { evaluationOf, whyStale } from "../../state/training.js";
import { useDesign } from "../design/keep-design.js";
import { BoundaryCard } from "./boundary-card.js";
import { TrainingControls } from "./controls.js";
import { GuessCard } from "./guess-card.js";
import { ImportanceCard } from "./importance-card.js";
import { KnownCard } from "./known-card.js";
import { RunCard } from "./run-card.js";
import { ScoresCard } from "./scores-card.js";
import { Warnings } from "./warnings.js";

/** Training: what goes on, what came of it, and what it guesses of the readings that come just now. */
export function TrainScreen({ app, state }: ScreenProps) {
  useDesign(app);
  const { training, project, design } = state;
  const text = networkTextOf(state);
  const { run, phase } = training;
  const evaluation = phase === "idle" ? evaluationOf(state) : undefined;
  if (text === undefined && !project.trained) {
    return (
      <Empty icon="train" title="Nothing to train yet">
        <p>
          {design.designError ??
            "Record something first: a network is chosen for it, and learns from it here."}
        </p>
      </Empty>
    );
  }
  const stale = phase === "idle" ? whyStale(state, text) : undefined;
  return (
    <div class="halves train">
      <div class="stack">
        <TrainingControls app={app} state={state} />
        {training.error !== undefined && (
          <p class="said-error" role="alert">
            {training.error}
          </p>
        )}
        {stale !== undefined && <Warnings warnings={[stale]} />}
        {run && <RunCard training={training} run={run} />}
        <Warnings warnings={evaluation?.warnings ?? run?.began?.warnings ?? []} />
        {!run && project.trained && <KnownCard app={app} trained={project.trained} />}
        {evaluation && <ScoresCard evaluation={evaluation} />}
      </div>
      <div class="stack beside">
        <GuessCard app={app} state={state} />
        {evaluation?.boundary && <BoundaryCard boundary={evaluation.boundary} />}
        {evaluation && <ImportanceCard importances={evaluation.importances} />}
      </div>
    </div>
  );
}
