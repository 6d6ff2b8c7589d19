import { basename, dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { splitUnit } from "../../common/data/names.js";
import { list } from "../../common/data/refusal.js";
import { describeTable, readTable } from "../../common/data/table.js";
import type { ColumnProfile } from "../../common/design/column-profile.js";
import { evidentLabel, labelCandidates } from "../../common/design/column-roles.js";
import { type DataProfile, profileOf } from "../../common/design/data-profile.js";
import {
  describeChoices,
  describeColumns,
  describeRows,
} from "../../common/design/describe-data.js";
import { designNetwork } from "../../common/design/design-network.js";
import { networkName } from "../../common/design/network-name.js";
import { networkText } from "../../common/design/network-text.js";
import { UserError } from "../../common/errors.js";
import { didYouMean } from "../../common/nearest.js";
import { checkNetwork, columnName } from "../../common/network/network-file.js";
import type { Task } from "../../common/network/tasks.js";
import { printable, quoted } from "../../common/text.js";
import { unguarded } from "../catch-signals.js";
import { readDataFiles, sourceOf } from "../data-files.js";
import { type DataOptions, tableOptionsOf } from "../data-options.js";
import { expectWritable, writeWhole } from "../files.js";
import { print, tell } from "../print.js";
import { shellWord } from "../shell-word.js";
import { commandName } from "../terminal/command-name.js";
import { expectNone } from "./expect-none.js";

export interface InitFromDataOptions extends DataOptions {
  readonly data: readonly string[];
  /** columns of the label */
  readonly label?: readonly string[];
  /** columns that the network reads */
  readonly inputs?: readonly string[];
  readonly task?: Task;
  /** rows in a window, 0 for none */
  readonly window?: number;
  readonly json: boolean;
}

/** What the network file is called. */
const NETWORK_FILE = "network.json";

/** `perceptino init [DIR] --data FILE`: looks at readings, says what they hold, and writes a network file for them. */
export async function initFromData(dir: string, options: InitFromDataOptions): Promise<void> {
  const path = join(dir, NETWORK_FILE);
  await expectNone(dir, [NETWORK_FILE]);
  await expectWritable(path);
  const tableOptions = tableOptionsOf(options, options.data);
  const files = await readDataFiles(options.data, options);
  const { form, data } = await unguarded(() => {
    const table = readTable(files, tableOptions);
    return { form: describeTable(table), data: profileOf(table, options.recording) };
  });
  tell(
    options,
    `${sourceOf(options.data)}: ${form}\n${describeRows(data)}\n\n${describeColumns(data)}\n`,
  );
  const labels = options.label
    ? options.label.map((name) => columnOf("--label", name, data))
    : [await askLabel(data, options)];
  const wishes = {
    name: nameOf(options.data, dir),
    labels: labels.map(({ name }) => name),
    ...(options.inputs && {
      inputs: options.inputs.map((name) => columnOf("--inputs", name, data).name),
    }),
    ...(options.task !== undefined && { task: options.task }),
    ...(options.window !== undefined && { window: options.window }),
  };
  const { file, choices, gaps } = designNetwork(data, wishes);
  checkNetwork(file); // what is designed is right, or this is a bug
  await writeWhole(path, networkText(file));
  const next = nextCommand(path, options, gaps);
  const same = options.data.includes("-")
    ? "standard input is not kept: give the next command the same data\n"
    : "";
  const facts = { files: [path], network: file, choices, data: { form, ...factsOf(data) }, next };
  print(options, facts, `${describeChoices(choices)}\n\n${path}\n\n${same}next: ${next}`);
}

/** The network is called like the data's file or folder; of several like the folder that they are in, else like its own. */
function nameOf(data: readonly string[], dir: string): string {
  const [first = "-", ...more] = data.map((path) => (path === "-" ? path : resolve(path)));
  const folder = dirname(first);
  const together = first !== "-" && more.every((path) => dirname(path) === folder);
  const path = !together ? resolve(dir) : more.length > 0 ? folder : first;
  return networkName(basename(path));
}

/** @throws UserError when there is no such column, naming those that there are */
function columnOf(option: string, name: string, { columns }: DataProfile): ColumnProfile {
  const called = (wanted: string) => columns.find((column) => column.name === wanted);
  const found = called(columnName(name)) ?? called(splitUnit(name).name);
  if (found) return found;
  const names = columns.map((column) => column.name);
  throw new UserError(
    `${option}: got ${JSON.stringify(name)}, expected one of the columns ${list(names)}${didYouMean(name, names)}`,
  );
}

/** The label's column: where its name leaves no doubt, that one; else on a terminal the user says it. */
async function askLabel(data: DataProfile, options: InitFromDataOptions): Promise<ColumnProfile> {
  if (options.labelFrom !== undefined) return data.columns.at(-1)!;
  const candidates = labelCandidates(data.columns, data);
  const evident = evidentLabel(candidates);
  if (evident) {
    tell(options, `label: the column ${quoted([evident.name])}, by its name; --label says another`);
    return evident;
  }
  const names = candidates.map(({ name }) => name);
  if (names.length === 0) {
    throw new UserError(
      "columns: got none that could hold a label, expected one of classes, yes or no, or numbers",
    );
  }
  if (options.json || !process.stdin.isTTY || !process.stderr.isTTY) {
    throw new UserError(
      `--label: got nothing, expected the column that holds what the network shall learn: one of ${list(names)}; say for instance --label ${shellWord(names[0]!)}`,
    );
  }
  const answer = await ask(`Which column holds what the network shall learn? [${names[0]}] `);
  return columnOf("--label", answer === "" ? names[0]! : answer, data);
}

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(printable(question))).trim();
  } finally {
    terminal.close();
  }
}

/** The command that trains on the same data, read in the same way. */
function nextCommand(path: string, options: InitFromDataOptions, gaps: boolean): string {
  const missing = options.missing ?? (gaps ? "drop" : undefined);
  const words = [
    ...commandName().split(" "),
    "train",
    asArgument(path),
    ...options.data.map(asArgument),
    ...dataFlags(options, missing),
    "--report",
    join(dirname(path), "report.html"),
  ];
  return words.map(shellWord).join(" ");
}

/** A path that is not taken for an option when it begins with a dash. */
const asArgument = (path: string): string => (/^-./.test(path) ? `./${path}` : path);

/** Options that say how data are read, as they were given. */
function dataFlags(options: InitFromDataOptions, missing: string | undefined): string[] {
  const { header } = options;
  const named = {
    "--separator": options.separator,
    "--decimal": options.decimal,
    "--encoding": options.encoding,
    "--label-from": options.labelFrom,
    "--missing": missing,
    "--recording": options.recording,
  };
  return [
    ...(header === undefined ? [] : [header ? "--header" : "--no-header"]),
    ...Object.entries(named).flatMap(([flag, value]) => (value === undefined ? [] : [flag, value])),
  ];
}

/** What was found, for machines: maps become lists, what is no number becomes null. */
function factsOf({ columns, ...rest }: DataProfile) {
  return {
    ...rest,
    columns: columns.map(({ values, least, greatest, ...column }) => ({
      ...column,
      ...(column.numbers > 0 && { least, greatest }),
      values: column.more ? null : Object.fromEntries(values),
    })),
  };
}
