import { concatBytes } from "./bytes.js";
import { crcOfAll } from "./crc-table.js";

/** A file in an archive. */
export interface ZippedFile {
  /** its path, with "/" between folders */
  readonly file: string;
  readonly bytes: Uint8Array;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** Version of the format that readers need for folders. */
const NEEDED = 20;
/** Names are in UTF-8. */
const UTF8 = 0x0800;
/** 1 January 1980, the first day that the format knows: the same files make the same archive. */
const DATE = 0x0021;

/** Numbers of 2 or 4 bytes, little-endian. */
function fields(...list: readonly (readonly [bytes: 2 | 4, value: number])[]): Uint8Array {
  const out = new Uint8Array(list.reduce((sum, [bytes]) => sum + bytes, 0));
  const view = new DataView(out.buffer);
  let at = 0;
  for (const [bytes, value] of list) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  return out;
}

/** What the head of a file and its entry in the list share. */
const about = (name: Uint8Array, bytes: Uint8Array): Uint8Array =>
  fields(
    [2, NEEDED],
    [2, UTF8],
    [2, 0], // stored as it is
    [2, 0],
    [2, DATE],
    [4, crcOfAll(bytes)],
    [4, bytes.length],
    [4, bytes.length],
    [2, name.length],
    [2, 0],
  );

/** Files as one ZIP archive (PKWARE's APPNOTE), not compressed: they are small, and made of nothing but themselves. */
export function zip(files: readonly ZippedFile[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const list: Uint8Array[] = [];
  let at = 0;
  for (const { file, bytes } of files) {
    const name = new TextEncoder().encode(file);
    const head = about(name, bytes);
    const local = concatBytes(fields([4, LOCAL]), head, name, bytes);
    const place = fields([2, 0], [2, 0], [2, 0], [4, 0], [4, at]);
    list.push(concatBytes(fields([4, CENTRAL], [2, NEEDED]), head, place, name));
    parts.push(local);
    at += local.length;
  }
  const directory = concatBytes(...list);
  const end = fields(
    [4, END],
    [2, 0],
    [2, 0],
    [2, files.length],
    [2, files.length],
    [4, directory.length],
    [4, at],
    [2, 0],
  );
  return concatBytes(...parts, directory, end);
}
