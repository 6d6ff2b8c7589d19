import { UserError } from "../errors.js";
import type { DataFile } from "./data-file.js";

/** The most that a file may come to: the whole of it must fit in one JavaScript string. */
export const MAX_FILE_BYTES = 500_000_000;

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * A file without its compression, if it has one: gzip, known by its first bytes.
 * @throws UserError when it is damaged, or larger than 500 MB without it
 */
export const uncompressed = (file: DataFile): Promise<DataFile> =>
  uncompressedWithin(file, MAX_FILE_BYTES);

/**
 * Likewise, with a limit of its own.
 * @param most bytes that it may unpack to; no more than these are ever unpacked
 */
export async function uncompressedWithin(file: DataFile, most: number): Promise<DataFile> {
  if (!isGzip(file.bytes)) return file;
  const packed = new Blob([file.bytes as Uint8Array<ArrayBuffer>]).stream();
  const reader = packed.pipeThrough(new DecompressionStream("gzip")).getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { name: file.name, bytes: joined(chunks, size) };
      size += value.length;
      if (size > most) throw tooLarge(file.name, most);
      chunks.push(value);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `${file.name}: got gzip that is damaged or cut off, expected a whole file; copy or pack it again`,
    );
  }
}

/** What is said of a file, or of what it unpacks to, when it is too large. */
export const tooLarge = (name: string, most = MAX_FILE_BYTES): UserError =>
  new UserError(`${name}: got more than ${most} bytes, expected at most that many; split the data`);

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
