import type { Source } from "../sources/source.js";
import type { Project } from "./project.js";

type Giving = Pick<Source, "channels" | "rate">;

/** A project that has no readings yet takes the channels and the rate of the source that is connected. */
export function withSource(project: Project, { channels, rate }: Giving): Project {
  if (project.recordings.length > 0 || project.imported) return project;
  const isSame =
    JSON.stringify(project.channels) === JSON.stringify(channels) && project.rate === rate;
  return isSame ? project : { ...project, channels, rate };
}
