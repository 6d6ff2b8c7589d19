import { useState } from "preact/hooks";
import type { ScreenProps } from "../../page.js";
import { Button } from "../../parts/button.js";
import { Card } from "../../parts/card.js";
import { fileNameOf, saveFile } from "../../parts/save-file.js";
import type { App, AppState } from "../../state/app-state.js";
import { projectData } from "../../state/project-data.js";
import { telling } from "../../tell.js";
import { worker } from "../../worker/client.js";

/** The report of what was trained: one HTML file that needs nothing else. */
export function ReportCard({ app, state }: ScreenProps) {
  const [making, setMaking] = useState(false);
  const { trained } = state.project;
  const why = trained ? undefined : "Train the network first: the report says how good it is.";
  return (
    <Card title="A report">
      <p class="muted">
        How good the network is, whom it takes for whom, what it relies on and where it fits: one
        page to keep, print or send.
      </p>
      {why !== undefined && <p class="muted small">{why}</p>}
      <div class="row">
        <Button
          icon="download"
          disabled={!trained || making}
          onClick={() => {
            setMaking(true);
            void telling(app, () => saveReport(app)).finally(() => setMaking(false));
          }}
        >
          {making ? "Being made…" : "Save report"}
        </Button>
      </div>
    </Card>
  );
}

async function saveReport(app: App): Promise<void> {
  const state = app.get();
  const { trained, name } = state.project;
  const data = projectData(state.project);
  if (!trained || !data) throw new Error("The report needs a trained network and its readings.");
  const design = worker("design");
  await design.takeData(data);
  const run = runOf(state);
  const { network, checkpoint } = trained;
  const html = await design.makeReport({ text: network, checkpoint, ...(run && { run }) });
  saveFile(`${fileNameOf(name)}-report.html`, new TextEncoder().encode(html), "text/html");
}

/** How the weights came about, where it was in this page and since it was opened. */
function runOf({ project, training }: AppState) {
  const { run, validation } = training;
  if (!run?.outcome || run.outcome.checkpoint !== project.trained?.checkpoint) return undefined;
  return { history: run.history, keptEpoch: run.outcome.bestEpoch, validation };
}
