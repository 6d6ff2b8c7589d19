import type { Source } from "../sources/source.js";
import { newProject, type Project } from "./project.js";

type Giving = Pick<Source, "channels" | "rate">;

/** A project that has no readings yet takes the channels and the rate of the source that is connected. */
export function withSource(project: Project, { channels, rate }: Giving): Project {
  if (project.recordings.length > 0 || project.imported) return project;
  const isSame =
    JSON.stringify(project.channels) === JSON.stringify(channels) && project.rate === rate;
  return isSame ? project : { ...project, channels, rate };
}

/** A new project for a source. @param now milliseconds since 1970 */
export const projectFor = (source: Giving, now: number): Project =>
  withSource(newProject(now), source);
