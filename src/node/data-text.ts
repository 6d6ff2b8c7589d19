import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { UserError } from "../common/errors.js";
import { lineAt } from "../common/learning/refusal.js";

/** The largest data file in bytes; the whole of it must fit in one JavaScript string. */
const MAX_FILE_BYTES = 500_000_000;

/**
 * The text of a data file, or of standard input for the path "-"; of a file that is none, the text as far as that is clear.
 * @param source what to call it in an error
 * @throws UserError in words for a file that cannot be read, is larger than 500 MB or not UTF-8
 */
export async function readText(path: string, source: string): Promise<string> {
  return decode(await readAll(path, source), source);
}

async function readAll(path: string, source: string): Promise<Buffer> {
  const tooLarge = new UserError(
    `${source}: got more than ${MAX_FILE_BYTES} bytes, expected at most that many; split the data`,
  );
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    const regular = path === "-" ? undefined : await stat(path);
    if (regular?.isFile() && regular.size > MAX_FILE_BYTES) throw tooLarge;
    for await (const chunk of path === "-" ? process.stdin : createReadStream(path)) {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk) : (chunk as Buffer);
      const nul = bytes.indexOf(0);
      if (nul >= 0) return Buffer.concat([...chunks, bytes.subarray(0, nul + 1)]); // no text: enough is known
      size += bytes.length;
      if (size > MAX_FILE_BYTES) throw tooLarge;
      chunks.push(bytes);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    const code = String((error as NodeJS.ErrnoException).code ?? error);
    throw new UserError(`${source}: ${describeFileError(code)}`);
  }
  return Buffer.concat(chunks, size);
}

function describeFileError(code: string): string {
  const expected = "expected a CSV or JSON lines file, or - for standard input";
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return `got a path where no file is, ${expected}`;
    case "EISDIR":
      return `got a directory, ${expected}`;
    case "EACCES":
    case "EPERM":
      return "got no permission to read the file, expected a readable one; change its permissions";
    default:
      return `got a file that cannot be read (${code}), ${expected}`;
  }
}

function decode(bytes: Buffer, source: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const text = bytes.toString("utf8");
    const line = lineAt(text, text.indexOf("\uFFFD"));
    throw new UserError(
      `${source}: line ${line}: got bytes that are not UTF-8, expected text; save the file as UTF-8`,
    );
  }
}
