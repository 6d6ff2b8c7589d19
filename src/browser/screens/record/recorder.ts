import { growing } from "../../../common/learning/growing.js";
import { streamOf } from "../../sources/stream.js";
import type { App } from "../../state/app-state.js";
import { openOf } from "../../state/connection.js";
import { newId, type Recording } from "../../state/project.js";
import { buttonClassOf, COUNTDOWN, withTake } from "../../state/recorder.js";
import { addRecording, MOST_READINGS } from "../../state/recordings.js";
import { change } from "../../state/undo.js";
import { type SourceKind, whyNotJoin } from "../../state/why-not-join.js";
import { tellError } from "../../tell.js";

/** What gathers readings just now. */
interface Gathering {
  /** Ends it; what came is kept unless it is thrown away. */
  end(keep: boolean): void;
  /** Lets it end by itself after so many readings in all. */
  limit(readings: number): void;
}

const gatherings = new WeakMap<App, Gathering>();
const countdowns = new WeakMap<App, () => void>();

/** What readings come from just now. */
const sourceOf = (app: App) => openOf(app.get().source);

/** Milliseconds between two times that the count of readings is shown. */
const SHOWN = 100;

/**
 * Begins to record a class.
 * @param seconds after which it ends by itself; it goes on when they are left out
 */
export function beginTake(app: App, label: string, seconds?: number): void {
  endTake(app);
  const source = sourceOf(app);
  const problem = source
    ? whyNotJoin(app.get().project, source)
    : "Choose where readings come from first.";
  if (!source || problem !== undefined) {
    tellError(app, problem);
    return;
  }
  const width = source.channels.length;
  const values = growing(Float32Array);
  const began = Date.now();
  let most = MOST_READINGS;
  let shown = 0;
  const count = () => values.length / width;
  const show = () => {
    shown = performance.now();
    const until = most < MOST_READINGS ? { until: most } : {};
    app.update((state) =>
      withTake(state, { status: "recording", label, readings: count(), ...until }),
    );
  };
  const stopListening = streamOf(app).subscribe((reading) => {
    for (const value of reading) values.push(value);
    if (count() >= most) end(true);
    else if (performance.now() - shown >= SHOWN) show();
  });
  const stopWatching = app.subscribe(() => {
    if (sourceOf(app) !== source) end(true); // it was lost, or another was taken
  });
  const { movements, title, rate } = source;
  const before = movements?.now();
  if (movements?.names.includes(label)) movements.choose(label);
  function end(keep: boolean): void {
    if (gatherings.get(app) !== own) return;
    gatherings.delete(app);
    stopListening();
    stopWatching();
    if (before !== undefined) movements?.choose(before);
    app.update((state) => withTake(state, { status: "none" }));
    if (!keep) return;
    keepRecording(app, source!, {
      id: newId(),
      label,
      values: values.all(),
      began,
      from: title,
    });
  }
  const own: Gathering = {
    end,
    limit(readings) {
      most = Math.max(1, readings);
      if (count() >= most) end(true);
      else show();
    },
  };
  gatherings.set(app, own);
  if (seconds === undefined) show();
  else own.limit(Math.round(seconds * rate));
}

function keepRecording(app: App, { channels, rate }: SourceKind, recording: Recording): void {
  if (recording.values.length === 0) {
    const problem = sourceOf(app)
      ? "No reading came while you recorded. Hold the button longer, and see in the plot whether readings come."
      : "No reading came before the line was lost. Connect again, and record once more.";
    tellError(app, problem);
    return;
  }
  try {
    change(app, `Record ${recording.label}`, (project) =>
      addRecording(
        project.recordings.length === 0 ? { ...project, channels, rate } : project,
        recording,
      ),
    );
  } catch (error) {
    tellError(app, error);
  }
}

/** Ends what is recorded, and keeps it; ends a countdown too. */
export function endTake(app: App, keep = true): void {
  countdowns.get(app)?.();
  countdowns.delete(app);
  gatherings.get(app)?.end(keep);
}

/** Lets what is recorded end by itself, as many seconds after it began as recordings have. */
export function limitTake(app: App): void {
  const source = sourceOf(app);
  if (!source) return;
  gatherings.get(app)?.limit(Math.round(app.get().recorder.seconds * source.rate));
}

/** Counts down, then records for as many seconds as recordings have. */
export function countDown(app: App, label: string): void {
  endTake(app);
  let left = COUNTDOWN;
  const show = () => app.update((state) => withTake(state, { status: "counting", label, left }));
  const timer = setInterval(() => {
    left--;
    if (left > 0) return show();
    clearInterval(timer);
    countdowns.delete(app);
    beginTake(app, label, app.get().recorder.seconds);
  }, 1000);
  countdowns.set(app, () => {
    clearInterval(timer);
    app.update((state) => withTake(state, { status: "none" }));
  });
  show();
}

/** What a press of a board's own button does: begins to record the class that was chosen for it, or ends that. */
export function pressedOnBoard(app: App): void {
  const { recorder, project } = app.get();
  const label = buttonClassOf(recorder, project.classes);
  if (recorder.take.status !== "none") endTake(app);
  else if (label !== undefined) beginTake(app, label);
}
