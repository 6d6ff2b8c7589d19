import { count, counted } from "../../../common/text.js";
import { Card } from "../../parts/card.js";
import { LossChart, lossWords } from "../../parts/loss-chart.js";
import { Progress } from "../../parts/progress.js";
import type { TrainingRun, TrainingState } from "../../state/training.js";

interface RunProps {
  readonly training: TrainingState;
  readonly run: TrainingRun;
}

/** How a training goes, or went: its epochs, and the loss. */
export function RunCard({ training: { phase }, run }: RunProps) {
  const { history, epochs, best, began, outcome } = run;
  const last = history.at(-1);
  const held = (began?.heldOut ?? 0) > 0;
  return (
    <Card title="Loss">
      <Progress
        label={PHASES[phase]}
        share={history.length / epochs}
        detail={`epoch ${count(history.length)} of ${count(epochs)}`}
      />
      <LossChart history={history} best={best} held={held} />
      {began && (
        <p class="small muted">
          {began.observed}: {count(began.trained)} to learn from, {count(began.heldOut)} held out.
        </p>
      )}
      {last && <p class="small numbers">Loss {lossWords(last)}.</p>}
      {outcome && (
        <p class="small" role="status">
          {keptWords(run)}
        </p>
      )}
    </Card>
  );
}

const PHASES: Readonly<Record<TrainingState["phase"], string>> = {
  idle: "Done",
  starting: "Reading and compiling…",
  running: "Training",
  paused: "Paused",
  stopping: "Stopping…",
};

/** Which weights were kept, in a sentence. */
function keptWords({ outcome, history, began }: TrainingRun): string {
  const { bestEpoch, steps, end } = outcome!;
  const stopped = end === "stopped" ? "Stopped. " : "";
  if (bestEpoch === 0) {
    return history.length === 0
      ? `${stopped}No epoch was finished: nothing has changed.`
      : `${stopped}No epoch was better than what it knew before, which is kept.`;
  }
  const why = (began?.heldOut ?? 0) > 0 ? "the least loss on what was held out" : "the latest";
  return `${stopped}Kept: epoch ${count(bestEpoch)} of ${count(history.length)}, with ${why}, after ${counted(steps, "step")}.`;
}
