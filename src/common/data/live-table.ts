import type { DataFile, TableOptions } from "./data-file.js";
import type { FileTable } from "./file-table.js";
import { uncompressed } from "./gzip.js";
import { fileTable, readTable, rowOf, type Table, type TableRow } from "./table.js";

/** A table whose rows are handed on as they come. */
export interface LiveTable {
  push(bytes: Uint8Array): void;
  /** No more comes: what waits is read, also a last line without an end. */
  end(): Promise<void>;
}

const LF = 10;
const QUOTE = 34;

/**
 * Reads a table as it comes: CSV or JSON lines in UTF-8, row by row, once there are a header and a row by which to
 * recognise how it is written. All else is read when it is complete.
 * @param begin gets the table once it is known, and gives what takes its rows
 */
export function liveTable(
  name: string,
  options: TableOptions,
  begin: (table: Omit<Table, "eachRow">) => (row: TableRow) => void,
): LiveTable {
  let waiting = new Uint8Array();
  let lines = 0;
  let file: FileTable | undefined;
  let take: ((row: TableRow) => void) | undefined;
  const give: Parameters<FileTable["each"]>[0] = (cells, line, before) =>
    take!(rowOf(name, file!, cells, line, before));
  const read = (bytes: Uint8Array) => {
    if (file) file.more(bytes, lines, give);
    else {
      file = fileTable({ name, bytes }, options);
      const header = { file: name, named: file.named, line: file.firstLine };
      take = begin({ columns: file.columns, said: file.said, form: file.form, header });
      file.each(give);
    }
    lines += count(bytes, LF);
  };
  return {
    push(bytes) {
      waiting = joined(waiting, bytes);
      const end = file ? wholeLines(waiting) : isLive(waiting) ? firstRows(waiting) : 0;
      if (end === 0) return;
      const whole = waiting.subarray(0, end);
      waiting = waiting.slice(end);
      read(whole);
    },
    async end() {
      if (file) return waiting.length > 0 ? read(waiting) : undefined;
      const whole: DataFile = await uncompressed({ name, bytes: waiting });
      const table = readTable([whole], options);
      const rows = begin(table);
      table.eachRow(rows);
    },
  };
}

/** Whether bytes begin as a text in UTF-8 does that has a row in each line. */
function isLive(bytes: Uint8Array): boolean {
  const first = bytes[0];
  if (bytes.includes(0) || first === 0x1f || first === 0xfe || first === 0xff) return false;
  const text = new TextDecoder().decode(bytes).trimStart();
  return !text.startsWith("[") && !/^\{\s*$/m.test(text.split("\n", 1)[0]!);
}

/** Where whole lines end that hold a header and a row under it, or an object; 0 while they do not. */
function firstRows(bytes: Uint8Array): number {
  const end = wholeLines(bytes);
  const text = new TextDecoder().decode(bytes.subarray(0, end));
  const rows = text
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== "" && !/^(?:#|"?sep=)/.test(line));
  const enough = text.trimStart().startsWith("{") ? 1 : 2;
  return rows.length >= enough ? end : 0;
}

/** Where the last line ends that is no part of a quoted cell. */
function wholeLines(bytes: Uint8Array): number {
  const end = bytes.lastIndexOf(LF) + 1;
  return count(bytes.subarray(0, end), QUOTE) % 2 === 0 ? end : 0;
}

function count(bytes: Uint8Array, wanted: number): number {
  let number = 0;
  for (const byte of bytes) if (byte === wanted) number++;
  return number;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
