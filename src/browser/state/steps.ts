import type { AppState, ScreenName } from "./app-state.js";

/** Whether there is something to learn from. */
const hasData = ({ project }: Pick<AppState, "project">): boolean =>
  project.recordings.length > 0 || project.imported !== undefined;

/** Which screens have what comes after them needs. */
export function stepsDone(state: AppState): ReadonlySet<ScreenName> {
  const { trained, network } = state.project;
  const done = {
    record: hasData(state),
    design: network !== undefined || trained !== undefined,
    train: trained !== undefined,
    board: state.link.status === "open" && trained !== undefined,
    teach: false,
    share: false,
  } satisfies Record<ScreenName, boolean>;
  return new Set((Object.keys(done) as ScreenName[]).filter((name) => done[name]));
}
