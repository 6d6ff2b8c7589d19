import { type Command, InvalidArgumentError, Option } from "commander";
import {
  DECIMALS,
  type Decimal,
  ENCODINGS,
  type Encoding,
  type Separator,
  type TableOptions,
} from "../common/data/data-file.js";
import { UsageError } from "../common/errors.js";
import { MISSING, type Missing } from "../common/learning/row-reader.js";
import type { NetworkSpec } from "../common/network/network-file.js";

/** How the data files of a command are written, where that is said. */
export interface DataOptions {
  readonly separator?: Separator;
  readonly decimal?: Decimal;
  readonly header?: boolean;
  readonly encoding?: Encoding;
  readonly labelFrom?: "name" | "folder";
  readonly missing?: Missing;
  readonly recording?: string;
  /** false: the network runs here without SIMD, which makes no difference but to its speed */
  readonly simd?: boolean;
  /** whether people are told nothing of the reading */
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const SEPARATORS: Readonly<Record<string, Separator>> = {
  ",": ",",
  comma: ",",
  ";": ";",
  semicolon: ";",
  "\t": "\t",
  "\\t": "\t",
  tab: "\t",
  "|": "|",
  " ": " ",
  space: " ",
};

function separatorOf(text: string): Separator {
  const separator = SEPARATORS[text];
  if (separator !== undefined) return separator;
  throw new InvalidArgumentError('Expected ",", ";", "|", tab or space.');
}

/** Adds what every command that reads data files lets say about them. */
export function withDataOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--separator <mark>", 'between columns: ",", ";", "|", tab or space').argParser(
        separatorOf,
      ),
    )
    .addOption(new Option("--decimal <mark>", "before a number's fraction").choices(DECIMALS))
    .option("--header", "the first row holds the names of the columns")
    .option("--no-header", "it holds readings already: columns come in the network's order")
    .addOption(new Option("--encoding <name>", "of the text").choices(ENCODINGS))
    .addOption(
      new Option(
        "--label-from <where>",
        "labels are the names of the files, without numbers behind them, or of their folders",
      ).choices(["name", "folder"]),
    )
    .addOption(
      new Option(
        "--missing <how>",
        "rows that lack a value: refused, left out, or filled with the value before; refused if not said",
      ).choices(MISSING),
    )
    .option("--recording <column>", "what it says belongs together: no window reaches across");
}

/** Files of data, by what an error calls them. */
export const dataPaths = (paths: readonly string[]): Record<string, string> =>
  Object.fromEntries(paths.map((path, i) => [i === 0 ? "the data" : `the data (${i + 1})`, path]));

/**
 * What the columns are called that say which rows an answer is to: a window's, or where rows are left out.
 * @param many whether the rows stand in several files: then each answer says in which, too
 */
export const placeNames = (
  { window }: Pick<NetworkSpec, "window">,
  { missing = "refuse" }: DataOptions,
  many = false,
): readonly string[] => [
  ...(many ? ["file"] : []),
  ...(window ? ["first row", "last row"] : many || missing !== "refuse" ? ["row"] : []),
];

/** What its rows are read with. */
export function readingOptionsOf({ missing, recording }: DataOptions) {
  return {
    ...(missing !== undefined && { missing }),
    ...(recording !== undefined && { recording }),
  };
}

/**
 * What the table of some files is read with.
 * @throws UsageError where labels shall come from the name of standard input, which has none
 */
export function tableOptionsOf(options: DataOptions, paths: readonly string[]): TableOptions {
  const { separator, decimal, header, encoding, labelFrom } = options;
  if (labelFrom !== undefined && paths.includes("-")) {
    throw new UsageError(
      "--label-from: got - for standard input, which has no name, expected files or a folder of them; name these, or leave the option out",
    );
  }
  return {
    ...(separator !== undefined && { separator }),
    ...(decimal !== undefined && { decimal }),
    ...(header !== undefined && { header }),
    ...(encoding !== undefined && { encoding }),
    ...(labelFrom !== undefined && { labelFrom }),
  };
}
