import type { ScreenProps } from "../../page.js";
import { Button } from "../../parts/button.js";
import { Card } from "../../parts/card.js";
import { NumberField } from "../../parts/number-field.js";
import { networkTextOf } from "../../state/design.js";
import { setTraining } from "../../state/training.js";
import { goOnTraining, pauseTraining, runTraining, stopTraining } from "./run-training.js";

/** What starts, pauses and ends a training. */
export function TrainingControls({ app, state }: ScreenProps) {
  const { training, project } = state;
  const text = networkTextOf(state);
  const canGoOn = project.trained !== undefined && project.trained.network === text;
  if (training.phase !== "idle") return <Running app={app} state={state} />;
  return (
    <Card>
      <div class="row spread train-start">
        <Button
          kind="primary"
          size="large"
          icon="train"
          disabled={text === undefined}
          onClick={() => void runTraining(app)}
        >
          {project.trained ? "Train anew" : "Train"}
        </Button>
        {canGoOn && (
          <Button icon="play" onClick={() => void runTraining(app, true)}>
            Train on from what it knows
          </Button>
        )}
      </div>
      <div class="grid numbers-grid">
        <NumberField
          label="Epochs"
          hint="passes over all readings"
          value={training.epochs}
          least={1}
          most={100_000}
          onNumber={(epochs) => app.update((now) => setTraining(now, { epochs }))}
        />
        <NumberField
          label="Held out, in %"
          hint="not learnt from, to see how well it does on what is new to it"
          value={Math.round(100 * training.validation)}
          least={0}
          most={90}
          onNumber={(share) => app.update((now) => setTraining(now, { validation: share / 100 }))}
        />
      </div>
    </Card>
  );
}

function Running({ app, state: { training } }: ScreenProps) {
  const { phase } = training;
  return (
    <Card>
      <div class="row train-start">
        {phase === "paused" ? (
          <Button kind="primary" size="large" icon="play" onClick={() => goOnTraining(app)}>
            Go on
          </Button>
        ) : (
          <Button
            size="large"
            icon="pause"
            disabled={phase !== "running"}
            onClick={() => pauseTraining(app)}
          >
            Pause
          </Button>
        )}
        <Button
          icon="stop"
          size="large"
          disabled={phase === "stopping"}
          onClick={() => stopTraining(app)}
        >
          Stop and keep the best
        </Button>
      </div>
    </Card>
  );
}
