import type { Source } from "../sources/source.js";
import type { AppState } from "./app-state.js";
import { openOf } from "./connection.js";
import { newProject, type Project } from "./project.js";

type Using = Pick<AppState, "source" | "project">;
type Giving = Pick<Source, "channels" | "rate">;

/** A project that has no readings yet takes the channels and the rate of the source that is connected. */
export function withSource(project: Project, { channels, rate }: Giving): Project {
  if (project.recordings.length > 0 || project.imported) return project;
  const isSame =
    JSON.stringify(project.channels) === JSON.stringify(channels) && project.rate === rate;
  return isSame ? project : { ...project, channels, rate };
}

/**
 * A new project, for the source and the board that a person uses just now.
 * @param now milliseconds since 1970
 */
export function projectFor({ source, project }: Using, now: number): Project {
  const made = { ...newProject(now), board: project.board };
  const giving = openOf(source);
  return giving ? withSource(made, giving) : made;
}
