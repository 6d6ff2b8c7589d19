import { useEffect, useState } from "preact/hooks";
import type { ScreenProps } from "../../page.js";
import { Button } from "../../parts/button.js";
import { addClass } from "../../state/classes.js";
import { openOf } from "../../state/connection.js";
import { freeName } from "../../state/names.js";
import { balanceOf } from "../../state/recordings.js";
import { change } from "../../state/undo.js";
import { telling } from "../../tell.js";
import { Balance } from "./balance.js";
import { BoardButton } from "./board-button.js";
import { ClassCard } from "./class-card.js";
import { FileButton } from "./file-input.js";
import { ImportDialog } from "./import-dialog.js";
import { takeFiles } from "./import-files.js";
import { ImportedCard } from "./imported-card.js";
import { endTake } from "./recorder.js";
import { RecordingDialog } from "./recording-dialog.js";
import { RecordingWay } from "./recording-way.js";
import { SourceCard } from "./source-card.js";
import { TakeStatus } from "./take-status.js";

/** Where people begin: readings as they come, and what is recorded of them for each class. */
export function RecordScreen({ app, state }: ScreenProps) {
  const { project, recorder } = state;
  const source = openOf(state.source);
  const balance = balanceOf(project);
  const selected = project.recordings.find(({ id }) => id === recorder.selected);
  const [dropping, setDropping] = useState(false);
  useEffect(() => () => endTake(app), [app]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files can be chosen by a button too
    <div
      class={`stack wide record-screen${dropping ? " dropping" : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={(event) => {
        event.preventDefault();
        setDropping(false);
        void takeFiles(app, Array.from(event.dataTransfer?.files ?? []));
      }}
    >
      <SourceCard app={app} state={state} />
      {project.imported && <ImportedCard app={app} imported={project.imported} />}
      {(source || project.classes.length > 0) && (
        <section class="stack" aria-label="Classes">
          <div class="row spread">
            <h3>Classes</h3>
            <RecordingWay app={app} recorder={recorder} />
          </div>
          {source?.onButton && <BoardButton app={app} state={state} listen={source.onButton} />}
          <Balance classes={balance} />
          <div class="grid">
            {balance.map((one, i) => (
              <ClassCard key={one.label} app={app} state={state} balance={one} index={i} />
            ))}
            <Button
              class="add-class"
              icon="add"
              onClick={() =>
                void telling(app, () =>
                  change(app, "Add a class", (now) =>
                    addClass(now, freeName("gesture", now.classes)),
                  ),
                )
              }
            >
              Add a class
            </Button>
          </div>
          <TakeStatus take={recorder.take} recordings={project.recordings.length} />
        </section>
      )}
      {source && (
        <div class="row">
          <FileButton app={app} kind="quiet" several>
            Take readings from files
          </FileButton>
        </div>
      )}
      {selected && (
        <RecordingDialog key={selected.id} app={app} state={state} recording={selected} />
      )}
      <ImportDialog app={app} state={state} />
    </div>
  );
}
