import { isMissing } from "../../common/data/cells.js";
import type { DataFile } from "../../common/data/data-file.js";
import { networkName } from "../../common/design/network-name.js";
import { UserError } from "../../common/errors.js";
import type { Channel, Project } from "./project.js";

/** A project's readings as the command line would be given them. */
export interface ProjectData {
  /** perhaps gzipped */
  readonly files: readonly DataFile[];
  /** columns that hold the label; none where it is to be found by its name */
  readonly labels: readonly string[];
  /** what a network for them is called */
  readonly name: string;
}

/** What stands beside the channels in the columns of a recording. */
const LABEL_COLUMN = "label";
const RECORDING_COLUMN = "recording";
const TIME_COLUMN = "time";

/** The readings of a project as files; undefined while there is none. */
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
  const bytes = new TextEncoder().encode(recordingsText(project));
  return { files: [{ name: "recordings.csv", bytes }], labels: [LABEL_COLUMN], name };
}

/** Whether two projects have the same readings: a changed project shares with the one before what stayed. */
export const hasSameData = (a: Project, b: Project): boolean =>
  a.recordings === b.recordings &&
  a.imported === b.imported &&
  a.channels === b.channels &&
  a.rate === b.rate &&
  a.name === b.name;

/**
 * What channels are called in the columns of a project's readings, in their order: by their own names, but for those that
 * would be taken for another column, or come twice.
 */
export function channelColumns(channels: readonly Channel[]): string[] {
  const taken = new Set<string>([LABEL_COLUMN, RECORDING_COLUMN, TIME_COLUMN]);
  return channels.map(({ name }) => {
    let column = name;
    for (let n = 2; taken.has(column.toLowerCase()); n++) column = `${name} ${n}`;
    taken.add(column.toLowerCase());
    return column;
  });
}

/** What is wrong with the name of a class, as data files would hold it; undefined where nothing is. */
export const whyNoClass = (name: string): string | undefined =>
  isMissing(name)
    ? `class: got ${JSON.stringify(name)}, which stands for a missing value in data files, expected another name; call it "nothing", for instance`
    : undefined;

/**
 * All recordings as CSV, as the command line reads it: recording, time in seconds where there is a rate, the channels, label.
 * @throws UserError for a class with a name that no data file can hold
 */
export function recordingsText({ recordings, channels, rate }: Project): string {
  const columns = channelColumns(channels).map((column, i) => {
    const { unit } = channels[i]!;
    return unit === undefined || unit === "" ? column : `${column} [${unit}]`;
  });
  const timed = rate > 0;
  const head = [RECORDING_COLUMN, ...(timed ? [TIME_COLUMN] : []), ...columns, LABEL_COLUMN];
  const lines = [head.map(cell).join(",")];
  const width = channels.length;
  for (const [i, { label, values }] of recordings.entries()) {
    const problem = whyNoClass(label);
    if (problem !== undefined) throw new UserError(problem);
    const end = `,${cell(label)}`;
    for (let row = 0; (row + 1) * width <= values.length; row++) {
      const time = timed ? `,${Number((row / rate).toFixed(4))}` : "";
      let line = `${i + 1}${time}`;
      for (let j = 0; j < width; j++) line += `,${float32Text(values[row * width + j]!)}`;
      lines.push(line + end);
    }
  }
  return `${lines.join("\n")}\n`;
}

/** A text in a cell of CSV. */
const cell = (text: string): string =>
  /^\s|[",;\t\r\n]|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** The shortest usual text that is read as the same float32. */
function float32Text(value: number): string {
  for (const digits of [7, 8]) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(value);
}
