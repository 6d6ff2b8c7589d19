import { uncompressed } from "../../common/data/gzip.js";
import { describeTable, readTable, type Table } from "../../common/data/table.js";
import { type ColumnProfile, isNumeric, sortedLabels } from "../../common/design/column-profile.js";
import { evidentLabel, labelCandidates, rolesOf } from "../../common/design/column-roles.js";
import { type DataProfile, profileOf } from "../../common/design/data-profile.js";
import { describeRows } from "../../common/design/describe-data.js";
import { UserError } from "../../common/errors.js";
import { readingsOf } from "../../common/learning/readings.js";
import { cut, printable } from "../../common/text.js";
import type { LookedColumn, LookedData } from "../state/importing.js";
import { MOST_CHARACTERS } from "../state/names.js";
import type { Channel, ChosenFile } from "../state/project.js";

/** Recordings that files hold, cut where a label or a recording changes or readings are missing. */
export interface FoundRecordings {
  readonly channels: readonly Channel[];
  readonly classes: readonly string[];
  readonly recordings: readonly {
    readonly label: string;
    readonly values: Float32Array<ArrayBuffer>;
  }[];
}

/** Pieces of one label after the other: with more, the label is not what was done during a recording. */
const MOST_PIECES = 5000;

/** What data files hold. @throws UserError when the command line could not read them either */
export async function lookAtData(files: readonly ChosenFile[]): Promise<LookedData> {
  const table = await tableOf(files);
  const profile = profileOf(table);
  const candidates = labelCandidates(profile.columns, profile);
  const label = evidentLabel(candidates);
  return {
    form: describeTable(table),
    rows: describeRows(profile),
    columns: profile.columns.map((column) => lookedColumn(column, candidates)),
    labels: label ? [label.name] : [],
    ...(profile.rate !== undefined && { rate: profile.rate }),
  };
}

/**
 * The files' readings as recordings of classes.
 * @param label the column with the class
 * @throws UserError when there is nothing to read, or the label changes too often
 */
export async function recordingsInData(
  files: readonly ChosenFile[],
  label: string,
): Promise<FoundRecordings> {
  const table = await tableOf(files);
  const profile = profileOf(table);
  const { inputs, labels } = rolesOf(profile.columns, { ...profile, labels: [label] });
  const written = sortedLabels(labels[0]!);
  const readings = readingsOf(
    table,
    {
      inputs: inputs.map(({ name }) => name),
      outputs: [label],
      task: "classes",
      classes: written,
      ...recordingOf(profile),
    },
    { labelled: true, missing: "drop" },
  );
  const { values, targets, count, recordings = [], pieces = [] } = readings;
  const classes = namesFor(written);
  const found: { label: string; values: Float32Array<ArrayBuffer> }[] = [];
  let from = 0;
  for (let i = 1; i <= count; i++) {
    const same =
      i < count &&
      targets[i] === targets[i - 1] &&
      recordings[i] === recordings[i - 1] &&
      pieces[i] === pieces[i - 1];
    if (same) continue;
    found.push({
      label: classes[targets[from]!]!,
      values: values.slice(from * inputs.length, i * inputs.length) as Float32Array<ArrayBuffer>,
    });
    from = i;
  }
  if (found.length > MOST_PIECES) {
    throw new UserError(
      `column ${JSON.stringify(label)}: got a label that changes ${found.length} times, expected one that stays while something is recorded; take the data as they are`,
    );
  }
  return { channels: channelsOf(inputs), classes, recordings: found };
}

const tableOf = async (files: readonly ChosenFile[]): Promise<Table> =>
  readTable(await Promise.all(files.map((file) => uncompressed(file))));

const recordingOf = ({ recording }: DataProfile) => (recording === undefined ? {} : { recording });

const channelsOf = (inputs: readonly ColumnProfile[]): Channel[] =>
  namesFor(inputs.map(({ name }) => name)).map((name, i) => {
    const unit = inputs[i]!.unit;
    return unit === undefined ? { name } : { name, unit: safe(unit) };
  });

/** Names as a project has them: short, of letters, and all different. */
function namesFor(texts: readonly string[]): string[] {
  const taken = new Set<string>();
  return texts.map((text) => {
    let name = safe(text);
    for (let n = 2; taken.has(name); n++) name = `${safe(text).slice(0, MOST_CHARACTERS - 6)} ${n}`;
    taken.add(name);
    return name;
  });
}

const safe = (text: string): string => cut(printable(text), MOST_CHARACTERS);

function lookedColumn(column: ColumnProfile, candidates: readonly ColumnProfile[]): LookedColumn {
  const { name, unit } = column;
  return {
    name,
    ...(unit !== undefined && { unit }),
    holds: holdsOf(column),
    mayBeLabel: candidates.includes(column),
  };
}

const NAMED = 5;

function holdsOf(column: ColumnProfile): string {
  const { values, more, missing, rows, least, greatest } = column;
  if (missing === rows) return "nothing";
  const gaps = missing > 0 ? `, ${missing} missing` : "";
  if (isNumeric(column) && (more || values.size > NAMED)) {
    return `numbers from ${rounded(least)} to ${rounded(greatest)}${gaps}`;
  }
  const some = [...values.keys()].slice(0, NAMED).map((text) => cut(printable(text), 24));
  const rest = values.size - some.length;
  return `${some.join(", ")}${rest > 0 ? ` and ${more ? "many" : rest} more` : ""}${gaps}`;
}

const rounded = (value: number): string => String(Number(value.toPrecision(4)));
