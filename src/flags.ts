import { InvalidArgumentError } from "commander";
import { BOARDS, type Board } from "../boards/index.js";
import { UsageError } from "./errors.js";

/** Reads a flag's number. */
function number(text: string, from: number, to: number, whole: boolean): number {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (!(value >= from && value <= to) || (whole && !Number.isInteger(value))) {
    throw new InvalidArgumentError(
      `Got ${JSON.stringify(text)}, expected a ${whole ? "whole " : ""}number from ${from} to ${to}.`,
    );
  }
  return value;
}

/** A reader of flags that are numbers in a range. */
export const between = (from: number, to: number) => (text: string) =>
  number(text, from, to, false);

/** A reader of flags that are whole numbers in a range. */
export const wholeBetween = (from: number, to: number) => (text: string) =>
  number(text, from, to, true);

/** The board of that name. Throws a UsageError that lists the boards. */
export function findBoard(name: string): Board {
  const board = BOARDS.find((candidate) => candidate.name === name);
  if (board) return board;
  const names = BOARDS.map((candidate) => candidate.name).join(", ");
  throw new UsageError(`--board: got ${JSON.stringify(name)}, expected one of ${names}`);
}
