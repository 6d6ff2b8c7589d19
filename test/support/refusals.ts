// Calls of the command line that are refused: each in one clear sentence, and with nothing else done.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { commandLine } from "./command-line.js";

/** What a person does, the exit code, and all that standard error then says behind "error: ". */
export type Refusal = readonly [what: string, argv: readonly string[], code: 1 | 2, text: string];

export const usage = (text: string): string => `${text}\n(add --help for the usage)`;
export const flag = (name: string, got: string, expected: string): string =>
  usage(`option '${name}' argument '${got}' is invalid. Expected ${expected}.`);

/** A folder's files with what is in them, and its folders. */
const contentsOf = (folder: string): ReadonlyMap<string, Buffer | undefined> =>
  new Map(
    readdirSync(folder, { withFileTypes: true }).map((entry) => [
      entry.name,
      entry.isFile() ? readFileSync(join(folder, entry.name)) : undefined,
    ]),
  );

/** A test for each of the calls: it says what is wrong, prints nothing, and leaves every file as it is. */
export function testRefusals(
  { folder, perceptino }: Pick<ReturnType<typeof commandLine>, "folder" | "perceptino">,
  refusals: readonly Refusal[],
): void {
  for (const [what, argv, code, text] of refusals) {
    test(`${what} ends in a clear sentence and exit code ${code}, with nothing printed or written`, async () => {
      const before = contentsOf(folder);
      const run = await perceptino(...argv);
      const said = run.stderr.replace(/^.*\ngreater: .*\n/, "");
      assert.deepEqual({ ...run, stderr: said }, { code, stdout: "", stderr: `error: ${text}\n` });
      assert.deepEqual(contentsOf(folder), before);
    });
  }
}
