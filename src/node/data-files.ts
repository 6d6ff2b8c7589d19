import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { DataFile } from "../common/data/data-file.js";
import { isGzip, MAX_FILE_BYTES, tooLarge, uncompressed } from "../common/data/gzip.js";
import { UserError } from "../common/errors.js";
import { neighbour } from "./file-error.js";
import { tell } from "./print.js";

/** What data files are called. */
const DATA_NAME = /\.(?:csv|tsv|txt|dat|log|json|jsonl|ndjson)(?:\.gz)?$/i;

/** Bytes from which it takes a while to read files. */
const LARGE = 5_000_000;
/** Files that a sentence names; of more it names the first. */
const MOST_NAMED = 3;

/** What data are called in a sentence: their files, or the first one and how many more. */
export function sourceOf(paths: readonly string[]): string {
  const names = paths.map((path) => (path === "-" ? "standard input" : path));
  const more = names.length - 1;
  return names.length > MOST_NAMED ? `${names[0]} and ${more} more` : names.join(", ");
}

/** Tells at a terminal what is read, where that takes a while. */
async function tellReading(
  paths: readonly string[],
  files: readonly string[],
  { json = false, quiet = false }: { readonly json?: boolean; readonly quiet?: boolean },
): Promise<void> {
  if (!process.stderr.isTTY) return;
  const sizes = await Promise.all(
    files.map(async (path) => (await stat(path).catch(() => undefined))?.size ?? 0),
  );
  const size = sizes.reduce((sum, bytes) => sum + bytes, 0);
  if (size < LARGE && !paths.includes("-")) return;
  tell({ json, quiet }, `reading ${sourceOf(paths)}…`);
}

/**
 * Reads data files, without their compression. "-" is standard input; a folder stands for all data files in it and in the
 * folders below, by their names.
 * @param options a terminal is told what takes a while, unless it shall hear nothing
 * @throws UserError in words for what cannot be read, or is larger than 500 MB
 */
export async function readDataFiles(
  paths: readonly string[],
  options: { readonly json?: boolean; readonly quiet?: boolean } = {},
): Promise<DataFile[]> {
  const files: DataFile[] = [];
  const found = (await Promise.all(paths.map(filesAt))).flat();
  await tellReading(paths, found, options);
  for (const path of found) {
    const name = path === "-" ? "standard input" : path;
    files.push(await uncompressed({ name, bytes: await readAll(path, name) }));
  }
  return files;
}

/** The path of a file, or those of a folder's data files. */
async function filesAt(path: string): Promise<string[]> {
  const about = path === "-" ? undefined : await stat(path).catch(() => undefined);
  if (!about?.isDirectory()) return [path];
  const all = await readdir(path, { recursive: true });
  const found = all
    .filter((name) => DATA_NAME.test(name) && !basename(name).startsWith("."))
    .map((name) => join(path, name))
    .sort();
  if (found.length > 0) return found;
  throw new UserError(
    `${path}: got a folder without data files, expected some that are called .csv, .tsv, .txt, .json or .jsonl, or these with .gz; name them so, or name the files`,
  );
}

/** What no text holds, in none of the encodings. */
const NO_TEXT = Buffer.alloc(4);

async function readAll(path: string, name: string): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  let packed = false;
  try {
    const about = path === "-" ? undefined : await stat(path);
    if (about?.isFile() && about.size > MAX_FILE_BYTES) throw tooLarge(name);
    for await (const chunk of path === "-" ? process.stdin : createReadStream(path)) {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk) : (chunk as Buffer);
      size += bytes.length;
      if (chunks.length === 0) packed = isGzip(bytes);
      if (!packed && bytes.includes(NO_TEXT)) return Buffer.concat([...chunks, bytes]); // enough is known
      if (size > MAX_FILE_BYTES) throw tooLarge(name);
      chunks.push(bytes);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    const code = String((error as NodeJS.ErrnoException).code ?? error);
    throw new UserError(
      `${name}: ${describeFileError(code)}${code === "ENOENT" ? neighbour(path) : ""}`,
    );
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
}

function describeFileError(code: string): string {
  const expected = "expected a file of readings, a folder of them, or - for standard input";
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return `got a path where no file is, ${expected}`;
    case "EACCES":
    case "EPERM":
      return "got no permission to read the file, expected a readable one; change its permissions";
    default:
      return `got a file that cannot be read (${code}), ${expected}`;
  }
}
