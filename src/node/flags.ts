import { InvalidArgumentError, Option } from "commander";
import { BOARDS, type Board } from "../../boards/index.js";
import { UsageError } from "../common/errors.js";
import { didYouMean } from "../common/nearest.js";
import { count } from "../common/text.js";

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A flag that is a number from `from` to `to`, both included; its help says so. */
export const numberOption = (flags: string, description: string, from: number, to: number) =>
  rangeOption(flags, description, from, to, false);

/** A flag that is a whole number from `from` to `to`, both included; its help says so. */
export const wholeOption = (flags: string, description: string, from: number, to: number) =>
  rangeOption(flags, description, from, to, true);

function rangeOption(flags: string, description: string, from: number, to: number, whole: boolean) {
  const range = `${from} to ${to >= 1000 ? count(to) : to}`;
  return new Option(flags, `${description}, ${range}`).argParser((text) => {
    const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
    if (value >= from && value <= to && (!whole || Number.isInteger(value))) return value;
    throw new InvalidArgumentError(`Expected a ${whole ? "whole " : ""}number from ${range}.`);
  });
}

/** A reader of flags that name a file: anything but nothing. */
export function fileName(text: string): string {
  if (text !== "") return text;
  throw new InvalidArgumentError("Expected the name of a file.");
}

/** Reads one more "x=0.5" of a flag that may come several times. */
export function addStart(
  text: string,
  before: Readonly<Record<string, number>> = {},
): Readonly<Record<string, number>> {
  const [name = "", value = "", ...rest] = text.split("=");
  if (!/^[A-Za-z_]\w*$/.test(name) || !DECIMAL.test(value) || rest.length > 0) {
    throw new InvalidArgumentError(
      "Expected a variable and its first value, such as x=0; the expression goes before --start.",
    );
  }
  if (Object.hasOwn(before, name)) {
    throw new InvalidArgumentError(`Expected each variable once, but ${name} has a value already.`);
  }
  return Object.fromEntries([...Object.entries(before), [name, Number(value)]]);
}

/** The board of that name. Throws a UsageError that lists the boards. */
export function findBoard(name: string): Board {
  const board = BOARDS.find((candidate) => candidate.name === name);
  if (board) return board;
  const names = BOARDS.map((candidate) => candidate.name);
  throw new UsageError(
    `--board: got ${JSON.stringify(name)}, expected one of ${names.join(", ")}${didYouMean(name, names)}`,
  );
}
