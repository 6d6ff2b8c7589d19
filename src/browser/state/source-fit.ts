import { isRate } from "../../common/espruino/recording-rate.js";
import type { Source } from "../sources/source.js";
import { type Channel, newProject, type Project } from "./project.js";

/** Whether nothing in a project depends on its channels yet. */
const isFree = (project: Project): boolean =>
  project.recordings.length === 0 &&
  project.imported === undefined &&
  project.network === undefined &&
  project.trained === undefined;

const named = (channels: readonly Channel[]): string =>
  channels.map(({ name, unit }) => (unit ? `${name} in ${unit}` : name)).join(", ");

/**
 * Why a source's readings do not belong into a project, in a sentence; undefined where they do. They must have the same
 * channels, as often.
 */
export function mismatchOf(
  project: Project,
  source: Pick<Source, "title" | "channels" | "rate">,
): string | undefined {
  if (isFree(project) || project.channels.length === 0) return undefined;
  const [has, gives] = [named(project.channels), named(source.channels)];
  if (has !== gives) {
    return `“${project.name}” has readings of ${has}, and ${source.title} gives ${gives}. Begin a new project for it, or connect what this one was recorded with.`;
  }
  if (isRate(source.rate, project.rate)) return undefined;
  return `“${project.name}” has ${project.rate} readings a second, and ${source.title} gives ${source.rate}. Begin a new project for it, or connect what this one was recorded with.`;
}

/** A project that has no readings yet takes the channels and the rate of the source that is connected. */
export function withSource(
  project: Project,
  { channels, rate }: Pick<Source, "channels" | "rate">,
): Project {
  const takes = project.channels.length === 0 ? project.imported === undefined : isFree(project);
  if (!takes || (named(project.channels) === named(channels) && project.rate === rate)) {
    return project;
  }
  return { ...project, channels, rate };
}

/** A new project for a source. @param now milliseconds since 1970 */
export const projectFor = (source: Pick<Source, "channels" | "rate">, now: number): Project =>
  withSource(newProject(now), source);
