import type { ScreenProps } from "../../page.js";
import { Button } from "../../parts/button.js";
import { Empty } from "../../parts/empty.js";
import { change } from "../../state/undo.js";
import { FileButton } from "./file-input.js";
import { liveOf, openDemonstration } from "./live.js";

/** Before anything is connected: where readings can come from. */
export function SourceCard({ app, state }: ScreenProps) {
  return (
    <Empty icon="record" title="Where do readings come from?">
      <p>Nothing at hand? Made-up movements show you how it goes, in a minute.</p>
      <div class="row tight centred">
        <Button kind="primary" size="large" icon="wand" onClick={() => tryIt({ app, state })}>
          Try it with made-up movements
        </Button>
        <FileButton app={app} several>
          Read files
        </FileButton>
      </div>
    </Empty>
  );
}

/** Opens the demonstration, with its movements as classes where the project has none. */
function tryIt({ app }: ScreenProps): void {
  openDemonstration(app);
  const names = liveOf(app)?.movements?.names ?? [];
  change(app, "Take the movements as classes", (project) =>
    project.classes.length > 0 || project.imported ? project : { ...project, classes: names },
  );
}
