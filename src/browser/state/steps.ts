import type { AppState, ScreenName } from "./app-state.js";
import { THIS_PAGE } from "./project.js";
import { hasArrived } from "./upload.js";

/** Whether there is something to learn from. */
const hasData = ({ project }: Pick<AppState, "project">): boolean =>
  project.recordings.length > 0 || project.imported !== undefined;

/** Which screens have what comes after them needs. What a board has been sent or taught is known until the page is left. */
export function stepsDone({
  project,
  upload,
  teaching,
}: Pick<AppState, "project" | "upload" | "teaching">): ReadonlySet<ScreenName> {
  const { trained, network, fetched = [] } = project;
  const done = {
    record: hasData({ project }),
    design: network !== undefined || trained !== undefined,
    train: trained !== undefined,
    // Of what was fetched from a board, the module had been put there.
    board: hasArrived(upload) || fetched.some(({ from }) => from !== THIS_PAGE),
    teach: teaching.lessons > 0,
    share: false,
  } satisfies Record<ScreenName, boolean>;
  return new Set((Object.keys(done) as ScreenName[]).filter((name) => done[name]));
}
