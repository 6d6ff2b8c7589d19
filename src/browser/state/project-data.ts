import { isMissing } from "../../common/data/cells.js";
import type { DataFile } from "../../common/data/data-file.js";
import { networkName } from "../../common/design/network-name.js";
import { UserError } from "../../common/errors.js";
import { LABEL_COLUMN } from "./channel-columns.js";
import type { Project } from "./project.js";
import { recordingsCsv } from "./recordings-csv.js";

/** A project's readings as the command line would be given them. */
export interface ProjectData {
  /** perhaps gzipped */
  readonly files: readonly DataFile[];
  /** columns that hold the label; none where it is to be found by its name */
  readonly labels: readonly string[];
  /** what a network for them is called */
  readonly name: string;
}

/**
 * The readings of a project as files; undefined while there is none.
 * @throws UserError for a class with a name that no data file can hold
 */
export function projectData(project: Project): ProjectData | undefined {
  const { imported, recordings, name } = project;
  if (imported && imported.files.length > 0) {
    const [first, ...more] = imported.files;
    return {
      files: imported.files,
      labels: imported.labels,
      name: more.length > 0 ? name : networkName(first!.name),
    };
  }
  if (recordings.every(({ values }) => values.length === 0)) return undefined;
  for (const { label } of recordings) {
    const problem = whyNoClass(label);
    if (problem !== undefined) throw new UserError(problem);
  }
  const file = { name: "recordings.csv", bytes: recordingsCsv(project) };
  return { files: [file], labels: [LABEL_COLUMN], name };
}

/** Whether two projects have the same readings: a changed project shares with the one before what stayed. */
export const hasSameData = (a: Project, b: Project): boolean =>
  a.recordings === b.recordings &&
  a.imported === b.imported &&
  a.channels === b.channels &&
  a.rate === b.rate &&
  a.name === b.name;

/** What is wrong with the name of a class, as data files would hold it; undefined where nothing is. */
export const whyNoClass = (name: string): string | undefined =>
  isMissing(name)
    ? `class: got ${JSON.stringify(name)}, which stands for a missing value in data files, expected another name; call it "nothing", for instance`
    : undefined;
