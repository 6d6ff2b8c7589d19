import { uncompressed } from "../../common/data/gzip.js";
import { describeTable, readTable } from "../../common/data/table.js";
import { type ColumnProfile, isNumeric } from "../../common/design/column-profile.js";
import { evidentLabel, labelCandidates } from "../../common/design/column-roles.js";
import { type DataProfile, profileOf } from "../../common/design/data-profile.js";
import { describeRows } from "../../common/design/describe-data.js";
import { UserError } from "../../common/errors.js";
import type { ProjectData } from "../state/project-data.js";

/** What was recognised in readings, for people. */
export interface DescribedData {
  /** how the files are written: "CSV, separated by commas, with a header" */
  readonly form: string;
  /** "31,275 rows in 65 recordings, 50 times a second" */
  readonly rows: string;
  /** columns that may hold the label, the likeliest first */
  readonly candidates: readonly string[];
  /** columns of numbers, but for those that tell the time or the recording */
  readonly numbers: readonly string[];
  /** the column that tells recordings apart */
  readonly recording?: string;
  /** the columns of the label: those that the project says, or the one whose name leaves no doubt */
  readonly labels: readonly string[];
}

/** A worker's copy of a project's readings, looked at when somebody asks. */
export interface HeldData {
  /** Takes other readings; undefined for none. */
  take(data: ProjectData | undefined): void;
  /** @throws UserError when there is none, or they cannot be unpacked */
  get(): Promise<ProjectData>;
  /** @throws UserError when they cannot be read */
  profile(): Promise<DataProfile>;
  describe(): Promise<DescribedData>;
}

export function heldData(): HeldData {
  let data: Promise<ProjectData> | undefined;
  let looked: Promise<{ form: string; profile: DataProfile }> | undefined;
  const get = () => data ?? Promise.reject(new UserError(NONE));
  const look = () => {
    looked ??= get().then(({ files }) => {
      const table = readTable(files);
      return { form: describeTable(table), profile: profileOf(table) };
    });
    return looked;
  };
  return {
    take(given) {
      data = given && unpacked(given);
      data?.catch(() => {}); // who asks for them is told
      looked = undefined;
    },
    get,
    profile: async () => (await look()).profile,
    async describe() {
      const [{ form, profile }, { labels }] = await Promise.all([look(), get()]);
      const marks = ({ name }: ColumnProfile) =>
        name === profile.time || name === profile.recording;
      const candidates = labelCandidates(profile.columns, profile);
      return {
        form,
        rows: describeRows(profile),
        candidates: namesOf(candidates),
        numbers: namesOf(profile.columns.filter((column) => isNumeric(column) && !marks(column))),
        ...(profile.recording !== undefined && { recording: profile.recording }),
        labels: labels.length > 0 ? labels : namesOf([evidentLabel(candidates)]),
      };
    },
  };
}

const NONE = "readings: got none, expected some to learn from; record them, or choose a file";

const namesOf = (columns: readonly (ColumnProfile | undefined)[]): string[] =>
  columns.flatMap((column) => (column ? [column.name] : []));

const unpacked = async (data: ProjectData): Promise<ProjectData> => ({
  ...data,
  files: await Promise.all(data.files.map(uncompressed)),
});
