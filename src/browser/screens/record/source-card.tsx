import type { ScreenProps } from "../../page.js";
import { Button } from "../../parts/button.js";
import { Card } from "../../parts/card.js";
import { Connect, SourceStatus } from "../../parts/connect.js";
import { ConnectMenu } from "../../parts/connect-menu.js";
import { LivePlot } from "../../parts/live-plot.js";
import { MovementButtons } from "../../parts/movement-buttons.js";
import { connectSource } from "../../sources/connect-source.js";
import { streamOf } from "../../sources/stream.js";
import { openOf } from "../../state/connection.js";
import { change } from "../../state/undo.js";
import { FileButton } from "./file-input.js";

/** Where readings come from: the choice, or the readings as they come. */
export function SourceCard({ app, state }: ScreenProps) {
  const open = openOf(state.source);
  if (open) {
    const { take } = state.recorder;
    return (
      <Card title="Readings">
        <SourceStatus app={app} state={state} />
        <LivePlot source={open} subscribe={streamOf(app).subscribe} />
        {open.movements && (
          <MovementButtons
            // What is recorded has chosen another one.
            key={take.status === "recording" ? take.label : ""}
            movements={open.movements}
          />
        )}
      </Card>
    );
  }
  const { source, project } = state;
  if (source.status !== "none" || project.classes.length > 0) {
    return (
      <Card title="Where do readings come from?">
        <Connect app={app} state={state} />
        <FileRow app={app} />
      </Card>
    );
  }
  return (
    <>
      <section class="card soft begin" aria-labelledby="begin">
        <h3 id="begin">No sensor at hand?</h3>
        <p>See in a minute how it goes: record a few movements that nobody makes, train, watch.</p>
        <Button kind="primary" size="large" icon="wand" onClick={() => void tryIt({ app, state })}>
          Try it with made-up movements
        </Button>
      </section>
      <Card title="Or take readings of your own">
        {source.why !== undefined && (
          <p class="bad" role="alert">
            {source.why}
          </p>
        )}
        <ConnectMenu app={app} state={state} without="demo" />
        <FileRow app={app} />
      </Card>
    </>
  );
}

function FileRow({ app }: Pick<ScreenProps, "app">) {
  return (
    <div class="stack tight">
      <div class="row">
        <FileButton app={app} several>
          Choose files
        </FileButton>
      </div>
      <span class="small muted">
        CSV and all else that the command line reads, or an exported project. You can drop them
        here, too; they stay on this device.
      </span>
    </div>
  );
}

/** Opens the demonstration, with its movements as classes where the project has none. */
async function tryIt({ app }: ScreenProps): Promise<void> {
  const source = await connectSource(app, "demo");
  const names = source?.movements?.names ?? [];
  change(app, "Take the movements as classes", (project) =>
    project.classes.length > 0 || project.imported ? project : { ...project, classes: names },
  );
}
