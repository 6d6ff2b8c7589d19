import { Badge } from "../../parts/badge.js";
import { classColour } from "../../parts/bar.js";
import { Button } from "../../parts/button.js";
import type { App, AppState } from "../../state/app-state.js";
import { moveClass, removeClass, renameClass } from "../../state/classes.js";
import { readingsOf } from "../../state/project.js";
import { isTaking, withSelected } from "../../state/recorder.js";
import { type ClassBalance, secondsOf } from "../../state/recordings.js";
import { change, undo } from "../../state/undo.js";
import { tellDone, telling } from "../../tell.js";
import { RecordButton } from "./record-button.js";
import { Sparkline } from "./sparkline.js";
import { amount, duration } from "./words.js";

interface ClassCardProps {
  readonly app: App;
  readonly state: AppState;
  readonly balance: ClassBalance;
  readonly index: number;
}

/** A class: its name, the button that records it, and what was recorded. */
export function ClassCard({ app, state, balance, index }: ClassCardProps) {
  const { label, recordings, seconds, readings, short } = balance;
  const taking = isTaking(state.recorder, label);
  const last = index === state.project.classes.length - 1;
  const move = (by: number) => change(app, "Move a class", (now) => moveClass(now, label, by));
  return (
    <section
      class={`card class-card${taking ? " taking" : ""}`}
      style={{ "--class": classColour(index) }}
      aria-label={`Class ${label}`}
    >
      <div class="class-head">
        <span class="dot" />
        <ClassName app={app} label={label} />
        {index > 0 && (
          <Button
            kind="quiet"
            size="small"
            icon="up"
            label={`Move ${label} up`}
            onClick={() => move(-1)}
          />
        )}
        {!last && (
          <Button
            kind="quiet"
            size="small"
            icon="down"
            label={`Move ${label} down`}
            onClick={() => move(1)}
          />
        )}
        <Button
          kind="quiet"
          size="small"
          icon="delete"
          label={`Remove class ${label}`}
          onClick={() => removeWithWord(app, label, recordings)}
        />
      </div>
      <RecordButton app={app} state={state} label={label} />
      <div class="row tight small">
        <span class="muted numbers">{amount(recordings, seconds, readings)}</span>
        {short && recordings > 0 && <Badge tone="warn">less than others</Badge>}
      </div>
      <Recordings app={app} state={state} label={label} />
    </section>
  );
}

function removeWithWord(app: App, label: string, recordings: number): void {
  change(app, `Remove the class ${label}`, (now) => removeClass(now, label));
  if (recordings === 0) return;
  tellDone(app, `The class ${label} is removed, with its recordings.`, {
    text: "Undo",
    run: () => undo(app),
  });
}

function ClassName({ app, label }: { readonly app: App; readonly label: string }) {
  return (
    <input
      class="class-name"
      aria-label={`Name of the class ${label}`}
      value={label}
      maxLength={60}
      spellcheck={false}
      onKeyDown={({ key, currentTarget }) => {
        if (key === "Escape") currentTarget.value = label;
        if (key === "Enter" || key === "Escape") currentTarget.blur();
      }}
      onChange={({ currentTarget }) => {
        const text = currentTarget.value;
        currentTarget.value = label;
        void telling(app, () =>
          change(app, `Rename ${label}`, (now) => renameClass(now, label, text)),
        );
      }}
    />
  );
}

/** Recordings that are drawn at once; with more, a page becomes slow to look at. */
const MOST_SHOWN = 60;

function Recordings({
  app,
  state,
  label,
}: Omit<ClassCardProps, "balance" | "index"> & { readonly label: string }) {
  const { project, recorder } = state;
  const own = project.recordings.filter((one) => one.label === label);
  if (own.length === 0) return null;
  const hidden = Math.max(0, own.length - MOST_SHOWN);
  return (
    <>
      <ul class="plain recordings">
        {own.slice(hidden).map((one, i) => {
          const long = duration(secondsOf(project, readingsOf(one, project.channels.length)));
          return (
            <li key={one.id}>
              <button
                type="button"
                class="recording"
                aria-label={`Recording ${hidden + i + 1} of ${label}, ${long}`}
                aria-haspopup="dialog"
                aria-expanded={recorder.selected === one.id}
                onClick={() => app.update((now) => withSelected(now, one.id))}
              >
                <Sparkline
                  values={one.values}
                  channels={project.channels.length}
                  width={96}
                  height={32}
                />
                <span class="small numbers">{long}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {hidden > 0 && <p class="muted small">The newest {MOST_SHOWN} are shown here.</p>}
    </>
  );
}
