import { UsageError, UserError } from "../common/errors.js";
import {
  type Change,
  changesBetween,
  describeChanges,
  type Expectation,
  expectationOf,
  expectationText,
  parseExpectation,
} from "../common/expectation.js";
import { expectWritable, readBytes, writeWhole } from "./files.js";

/** Bytes of a file that holds an expectation at most. */
const MOST_BYTES = 100_000;

export interface ExpectOptions {
  /** a file with what is expected */
  readonly expect?: string;
  /** whether it is written anew instead */
  readonly update?: boolean;
}

/** What became of an expectation. */
export interface Expected {
  /** for machines */
  readonly value: {
    readonly file: string;
    readonly updated: boolean;
    readonly changes: readonly Change[];
  };
  readonly lines: readonly string[];
  readonly met: boolean;
}

/**
 * Gets ready to hold a run's facts against a file, or to write them there: what is wrong with the file is found before a long
 * run.
 * @returns what does it when the run is over; undefined where nothing is expected
 */
export async function expecting({
  expect: file,
  update = false,
}: ExpectOptions): Promise<((facts: object) => Promise<Expected>) | undefined> {
  if (file === undefined) {
    if (!update) return undefined;
    throw new UsageError("--update: got it without --expect, expected the file that it writes");
  }
  if (update) {
    await expectWritable(file);
    return (facts) => updated(file, expectationOf(facts));
  }
  const expected = await readExpected(file);
  return async (facts) => {
    const got = expectationOf(facts);
    const changes = changesBetween(got, expected);
    const met = changes.length === 0;
    const lines = met ? [`as ${file} expects`] : describeChanges(file, changes, got, expected);
    return { value: { file, updated: false, changes }, lines, met };
  };
}

async function updated(file: string, got: Expectation): Promise<Expected> {
  await writeWhole(file, expectationText(got));
  const lines = [`${file} is written: commit it`];
  return { value: { file, updated: true, changes: [] }, lines, met: true };
}

async function readExpected(file: string): Promise<Expectation> {
  const bytes = await readBytes(file, MOST_BYTES, "what a simulation is expected to give").catch(
    (error: Error) => {
      throw new UserError(`${error.message}; run the same with --update to write it`);
    },
  );
  const expected = parseExpectation(new TextDecoder().decode(bytes));
  if (expected) return expected;
  throw new UserError(
    `${file}: got a file that no simulation wrote, expected one that --update writes`,
  );
}
