import { useEffect, useRef, useState } from "preact/hooks";
import type { App, AppState } from "../state/app-state.js";
import { expectName, MOST_CHARACTERS } from "../state/names.js";
import type { ProjectTitle } from "../state/storage.js";
import { change, redo, undo } from "../state/undo.js";
import { keeperOf } from "../storage/start.js";
import { telling } from "../tell.js";
import { Button } from "./button.js";
import { Icon } from "./icon.js";
import { deleteProject, exportCsv, exportProject, importFile, newOne } from "./project-actions.js";

interface ProjectsProps {
  readonly app: App;
  readonly state: AppState;
}

/** The project that is open: its name, undoing, and the way to the others. */
export function Projects({ app, state: { project, past, future } }: ProjectsProps) {
  return (
    <>
      <Button
        kind="quiet"
        icon="undo"
        disabled={past.length === 0}
        label={past[0] ? `Undo: ${past[0].what}` : "Undo"}
        onClick={() => undo(app)}
      />
      <Button
        kind="quiet"
        icon="redo"
        disabled={future.length === 0}
        label={future[0] ? `Redo: ${future[0].what}` : "Redo"}
        onClick={() => redo(app)}
      />
      <ProjectMenu app={app} project={project} />
    </>
  );
}

function ProjectMenu({
  app,
  project,
}: {
  readonly app: App;
  readonly project: AppState["project"];
}) {
  const details = useRef<HTMLDetailsElement>(null);
  const [others, setOthers] = useState<readonly ProjectTitle[]>([]);
  const close = () => {
    if (details.current) details.current.open = false;
  };
  useEffect(() => {
    const leave = ({ target }: Event) => {
      if (!(target instanceof Node && details.current?.contains(target))) close();
    };
    addEventListener("pointerdown", leave);
    addEventListener("focusin", leave);
    return () => {
      removeEventListener("pointerdown", leave);
      removeEventListener("focusin", leave);
    };
  }, []);
  const act = (action: () => void | Promise<void>) => () => {
    close();
    void telling(app, action);
  };
  const has = project.recordings.length > 0;
  return (
    <details
      ref={details}
      class="menu"
      onKeyDown={({ key }) => {
        if (key !== "Escape") return;
        close();
        details.current?.querySelector("summary")?.focus();
      }}
      onToggle={({ currentTarget }) => {
        if (!currentTarget.open) return;
        void telling(app, async () =>
          setOthers((await keeperOf(app).list()).filter(({ id }) => id !== project.id)),
        );
      }}
    >
      <summary class="button quiet" aria-label={`Project ${project.name}`}>
        <Icon name="folder" />
        <span class="menu-name">{project.name}</span>
      </summary>
      <div class="menu-panel card">
        <ProjectName app={app} name={project.name} />
        <div class="stack tight">
          <Button icon="add" onClick={act(() => newOne(app))}>
            New project
          </Button>
          <Button icon="download" onClick={act(() => exportProject(app))}>
            Export as a file
          </Button>
          <Button icon="download" disabled={!has} onClick={act(() => exportCsv(app))}>
            Export recordings as CSV
          </Button>
          <Button icon="upload" onClick={act(() => importFile(app))}>
            Import a file
          </Button>
          <Button kind="danger" icon="delete" onClick={act(() => deleteProject(app))}>
            Delete this project
          </Button>
        </div>
        {others.length > 0 && (
          <nav aria-label="Other projects" class="stack tight">
            <h2 class="menu-title">Other projects</h2>
            <ul class="plain menu-list">
              {others.map(({ id, name, changed }) => (
                <li key={id}>
                  <button
                    type="button"
                    class="button quiet"
                    onClick={act(() => keeperOf(app).open(id))}
                  >
                    <span class="grow">{name}</span>
                    <span class="muted small">{new Date(changed).toLocaleDateString()}</span>
                  </button>
                </li>
              ))}
            </ul>
          </nav>
        )}
      </div>
    </details>
  );
}

function ProjectName({ app, name }: { readonly app: App; readonly name: string }) {
  return (
    <label class="field">
      <span class="small">Name of the project</span>
      <input
        value={name}
        maxLength={MOST_CHARACTERS}
        onChange={({ currentTarget }) => {
          const text = currentTarget.value;
          currentTarget.value = name;
          void telling(app, () => {
            const renamed = expectName("project", text);
            change(app, "Rename the project", (now) =>
              now.name === renamed ? now : { ...now, name: renamed },
            );
          });
        }}
      />
    </label>
  );
}
