import { UserError } from "../../common/errors.js";
import { count } from "../../common/text.js";
import { type Project, type Recording, readingsOf } from "./project.js";

/** Readings of a project, all recordings together: 64 MB with four channels. */
export const MOST_READINGS = 4_000_000;

/** How many readings a project has. */
export const allReadings = ({ recordings, channels }: Project): number =>
  recordings.reduce((sum, recording) => sum + readingsOf(recording, channels.length), 0);

/**
 * A project with a recording more; its class is added where it is none yet.
 * @throws UserError when it has no reading, or the project would have too many
 */
export function addRecording(project: Project, recording: Recording): Project {
  const readings = readingsOf(recording, project.channels.length);
  if (!(readings >= 1 && Number.isInteger(readings))) {
    throw new UserError(
      `recording: got ${count(recording.values.length)} numbers, expected whole readings of ${project.channels.length} channels`,
    );
  }
  const all = allReadings(project) + readings;
  if (all > MOST_READINGS) {
    throw new UserError(
      `project: got ${count(all)} readings, expected at most ${count(MOST_READINGS)}; export it, and go on in a new one`,
    );
  }
  const known = project.classes.includes(recording.label);
  return {
    ...project,
    classes: known ? project.classes : [...project.classes, recording.label],
    recordings: [...project.recordings, recording],
  };
}

export const deleteRecording = (project: Project, id: string): Project =>
  changed(project, id, () => []);

/** Gives a recording another of the project's classes. */
export const relabelRecording = (project: Project, id: string, label: string): Project =>
  project.classes.includes(label)
    ? changed(project, id, (one) => (one.label === label ? [one] : [{ ...one, label }]))
    : project;

/**
 * Keeps of a recording the readings from one on, up to another, which is left out: 0 and its count leave it as it is. At
 * least one is kept.
 */
export function trimRecording(project: Project, id: string, from: number, to: number): Project {
  return changed(project, id, (one) => {
    const all = readingsOf(one, project.channels.length);
    const first = clamp(from, 0, all - 1);
    const end = clamp(to, first + 1, all);
    return first === 0 && end === all ? [one] : [piece(project, one, first, end, one.id)];
  });
}

/** Makes two of a recording: the second begins with a reading that is neither the first nor beyond the last. */
export function splitRecording(project: Project, id: string, at: number, newId: string): Project {
  return changed(project, id, (one) => {
    const all = readingsOf(one, project.channels.length);
    const cut = Math.round(at);
    if (!(cut > 0 && cut < all)) return [one];
    return [piece(project, one, 0, cut, one.id), piece(project, one, cut, all, newId)];
  });
}

/** A class, as one sees at a glance whether there is enough of it. */
export interface ClassBalance {
  readonly label: string;
  readonly recordings: number;
  readonly readings: number;
  readonly seconds: number;
  /** less than half of what the largest class has */
  readonly short: boolean;
}

/** How much there is of each class, in the project's order. */
export function balanceOf(project: Project): ClassBalance[] {
  const sums = new Map(project.classes.map((label) => [label, { recordings: 0, readings: 0 }]));
  for (const recording of project.recordings) {
    const sum = sums.get(recording.label);
    if (!sum) continue;
    sum.recordings++;
    sum.readings += readingsOf(recording, project.channels.length);
  }
  const most = Math.max(0, ...[...sums.values()].map(({ readings }) => readings));
  return [...sums].map(([label, sum]) => ({
    label,
    ...sum,
    seconds: secondsOf(project, sum.readings),
    short: 2 * sum.readings < most,
  }));
}

/** How long so many readings took. */
export const secondsOf = ({ rate }: Project, readings: number): number =>
  rate > 0 ? readings / rate : 0;

/** Puts others in a recording's place; the project itself where that is the same. */
function changed(
  project: Project,
  id: string,
  change: (recording: Recording) => readonly Recording[],
): Project {
  const at = project.recordings.findIndex((one) => one.id === id);
  const one = project.recordings[at];
  if (!one) return project;
  const others = change(one);
  if (others.length === 1 && others[0] === one) return project;
  return { ...project, recordings: project.recordings.toSpliced(at, 1, ...others) };
}

/** Part of a recording, as a copy: a view would drag all of the memory along wherever it is kept. */
function piece(
  { channels, rate }: Project,
  recording: Recording,
  from: number,
  to: number,
  id: string,
): Recording {
  const width = channels.length;
  return {
    ...recording,
    id,
    values: recording.values.slice(from * width, to * width),
    began: recording.began + (rate > 0 ? Math.round((1000 * from) / rate) : 0),
  };
}

const clamp = (value: number, least: number, most: number): number =>
  Math.min(Math.max(Math.round(value), least), most);
