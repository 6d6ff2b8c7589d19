import { count, quoted } from "../../../common/text.js";
import { Button } from "../../parts/button.js";
import { Card } from "../../parts/card.js";
import type { App } from "../../state/app-state.js";
import type { ImportedData } from "../../state/project.js";
import { change, undo } from "../../state/undo.js";
import { tellDone } from "../../tell.js";

interface ImportedCardProps {
  readonly app: App;
  readonly imported: ImportedData;
}

const MOST_NAMED = 8;

/** The files that a project learns from, in place of recordings. */
export function ImportedCard({ app, imported: { files, labels } }: ImportedCardProps) {
  const rest = files.length - MOST_NAMED;
  return (
    <Card
      title="Data from files"
      end={
        <Button
          icon="delete"
          size="small"
          onClick={() => {
            change(app, "Take the files away", ({ imported: _, ...project }) => project);
            tellDone(app, "The files are taken away from the project.", {
              text: "Undo",
              run: () => undo(app),
            });
          }}
        >
          Take away
        </Button>
      }
    >
      <ul>
        {files.slice(0, MOST_NAMED).map(({ name, bytes }) => (
          <li key={name}>
            {name} <span class="muted small numbers">{count(bytes.length)} bytes</span>
          </li>
        ))}
      </ul>
      {rest > 0 && <p class="muted small">and {count(rest)} more</p>}
      <p class="small">
        To learn: {labels.length > 0 ? quoted(labels) : "the column that is called label"}.
      </p>
    </Card>
  );
}
