import type { App, AppState } from "./app-state.js";
import type { Project } from "./project.js";
import { leftBehind as teachingLeft } from "./teaching.js";
import { leftBehind as uploadLeft } from "./upload.js";

/** Something that a person did to the project, and can undo. */
export interface Step {
  /** in words: "Delete a recording" */
  readonly what: string;
  readonly before: Project;
  readonly after: Project;
}

/** Steps that can be undone. Recordings' values are shared by all of them, not copied. */
export const MOST_STEPS = 100;

/**
 * Changes the project so that it can be undone. Nothing happens where it stays the same.
 * @param what is done, in words: "Delete a recording"
 * @param now milliseconds since 1970
 */
export function change(
  app: App,
  what: string,
  make: (project: Project) => Project,
  now = Date.now(),
): void {
  app.update((state) => {
    const before = state.project;
    const made = make(before);
    if (made === before) return state;
    const after = { ...made, changed: now };
    const past = [{ what, before, after }, ...state.past].slice(0, MOST_STEPS);
    return { ...state, project: after, past, future: [] };
  });
}

/** Undoes the last step. */
export function undo(app: App, now = Date.now()): void {
  app.update((state) => {
    const [step, ...past] = state.past;
    if (!step) return state;
    const project = restored(state.project, step.after, step.before, now);
    return { ...state, project, past, future: [step, ...state.future] };
  });
}

/** Does again what was undone last. */
export function redo(app: App, now = Date.now()): void {
  app.update((state) => {
    const [step, ...future] = state.future;
    if (!step) return state;
    const project = restored(state.project, step.before, step.after, now);
    return { ...state, project, future, past: [step, ...state.past] };
  });
}

/** Another project in place of this one, with nothing to undo. */
export const openProject = (state: AppState, project: Project): AppState => ({
  ...state,
  project,
  past: [],
  future: [],
  upload: uploadLeft(state.upload),
  teaching: teachingLeft(state.teaching),
});

/** The fields that a step changed, as they were; all else stays as it is now, so that undoing never takes a training away. */
function restored(present: Project, from: Project, to: Project, now: number): Project {
  const names = new Set([...Object.keys(from), ...Object.keys(to)]) as Set<keyof Project>;
  const changed = [...names].filter((name) => from[name] !== to[name]);
  const kept = Object.entries(present).filter(([name]) => !changed.includes(name as keyof Project));
  const back = Object.entries(to).filter(([name]) => changed.includes(name as keyof Project));
  return { ...(Object.fromEntries([...kept, ...back]) as unknown as Project), changed: now };
}
