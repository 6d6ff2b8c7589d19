import type { ScreenProps } from "../../page.js";
import { Button } from "../../parts/button.js";
import { Card } from "../../parts/card.js";
import { exportCsv, exportProject, importFile } from "../../parts/project-actions.js";
import { telling } from "../../tell.js";

/** The whole project as a file, and its recordings as CSV. */
export function ProjectCard({ app, state }: ScreenProps) {
  const { recordings } = state.project;
  return (
    <Card title="The project">
      <p class="muted">
        Recordings, network and weights in one file that this page opens again, on any device.
        Nothing is sent anywhere: you hand it on yourself.
      </p>
      <div class="row">
        <Button icon="download" onClick={() => void telling(app, () => exportProject(app))}>
          Save project file
        </Button>
        <Button
          icon="download"
          disabled={recordings.length === 0}
          onClick={() => void telling(app, () => exportCsv(app))}
        >
          Save recordings as CSV
        </Button>
        <Button kind="quiet" icon="upload" onClick={() => importFile(app)}>
          Open a file
        </Button>
      </div>
    </Card>
  );
}
