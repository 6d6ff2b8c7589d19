import { base64OfBytes } from "../bytes.js";
import { crcOfAll } from "../crc-table.js";
import { Stopped, UserError } from "../errors.js";
import { answerOf, FORMS } from "./answers.js";
import type { EspruinoLine } from "./line.js";
import { quote } from "./quote.js";
import {
  partPattern,
  roomFor,
  type StorageFile,
  type StoredFile,
  versionPattern,
} from "./versions.js";

/** Bytes that travel at once, a whole number of flash words; 672 characters of base64. */
const CHUNK = 504;
/** The first firmware whose Storage takes names of 28 characters. */
const OLDEST = 2.05;

/** What matters of a board before an upload. */
export interface StorageFacts {
  /** firmware: "2v29" */
  readonly version: string;
  readonly board: string;
  /** the names of built-in modules, which hide files of the same name */
  readonly modules: readonly string[];
  /** bytes free at the end of Storage, and bytes of erased files, which only compaction frees */
  readonly free: number;
  readonly trash: number;
  /** all that belongs to the module */
  readonly files: readonly StoredFile[];
  /** the first characters of a file that has the module's own name */
  readonly head?: string;
}

const STORAGE = 'require("Storage")';

/**
 * Asks a board what it has.
 * @throws UserError when its firmware cannot take an upload
 */
export async function storageFacts(line: EspruinoLine, name: string): Promise<StorageFacts> {
  const code = `(function(s){
function c(f){var d=s.read(f);return d===undefined?0:{name:f,size:d.length,crc:E.CRC32(d)}}
var e=process.env,t=s.getStats?s.getStats():{},o=s.read(${quote(name)});
return{version:e.VERSION,board:e.BOARD,modules:(e.MODULES||"").split(","),able:!!(s.getFree&&E.CRC32&&global.atob),
free:s.getFree?s.getFree():0,trash:t.trashBytes||0,head:o?o.substr(0,16):undefined,
files:s.list(${versionPattern(name)}).concat(s.list(${partPattern(name)})).concat(o?[${quote(name)}]:[]).map(c).filter(function(f){return f})}
})(${STORAGE})`;
  const told = await line.evaluate(code);
  const { head, ...rest } = answerOf(line.port, told, FORMS.facts, "what the board is and has");
  const facts = { ...rest, ...(head !== undefined && { head }) };
  const number = Number(facts.version.replace("v", "."));
  if (!facts.able || !(number >= OLDEST)) {
    throw new UserError(
      `${line.port}: got the firmware ${facts.version} of ${facts.board}, expected ${String(OLDEST).replace(".", "v")} or newer with Storage, E.CRC32 and atob; update it`,
    );
  }
  return facts;
}

/**
 * Writes a file in pieces, each acknowledged before the next, and reads its length and CRC-32 back. What goes wrong is
 * tried once more, which takes another place in flash: Espruino writes a file's header over one that a power cut left half
 * programmed.
 * @param onWritten called with the bytes of each piece
 * @param begun whether the board has a file of that name and length, whose pieces are then not sent where they are there
 */
export async function writeFile(
  line: EspruinoLine,
  file: StorageFile,
  onWritten: (bytes: number) => void = () => {},
  begun = false,
): Promise<void> {
  const wrong = await whyNotWritten(line, file, onWritten, begun);
  if (wrong === undefined) return;
  await eraseFiles(line, [file.name]);
  const told = await line.evaluate(`${STORAGE}.getFree()`);
  const free = answerOf(line.port, told, FORMS.size, "bytes of free Storage");
  const again = roomFor([file]) <= free ? await whyNotWritten(line, file) : wrong;
  if (again !== undefined) {
    throw new UserError(
      `${again}; upload again, and if that does not help, the board's flash is worn out`,
    );
  }
}

/**
 * The pieces of a file that an upload before has written, by where they begin. One that was written only in part cannot be
 * written again, which the writing then tells.
 */
async function piecesThere(
  line: EspruinoLine,
  { name, data }: StorageFile,
): Promise<ReadonlySet<number>> {
  const told = await line.evaluate(
    `(function(d){var c=[],i;for(i=0;d&&i<d.length;i+=${CHUNK})c.push(E.CRC32(d.substr(i,${CHUNK})));return c})(${STORAGE}.read(${quote(name)}))`,
  );
  const sums = answerOf(line.port, told, FORMS.sums, "CRC-32s of a file's pieces");
  const places = sums.map((_, i) => i * CHUNK);
  return new Set(
    places.filter((at, i) => crcOfAll(data.subarray(at, at + CHUNK)) === sums[i]! >>> 0),
  );
}

/** What went wrong, in words; throws when the line is gone. */
async function whyNotWritten(
  line: EspruinoLine,
  file: StorageFile,
  onWritten: (bytes: number) => void = () => {},
  begun = false,
): Promise<string | undefined> {
  const { name, data } = file;
  try {
    const there = begun ? await piecesThere(line, file) : new Set();
    for (let at = 0; at < data.length; at += CHUNK) {
      const piece = data.subarray(at, at + CHUNK);
      if (there.has(at)) {
        onWritten(piece.length);
        continue;
      }
      const base64 = base64OfBytes(piece);
      const code = `${STORAGE}.write(${quote(name)},atob("${base64}"),${at},${data.length})`;
      if ((await line.evaluate(code)) !== "true")
        return `${line.port}: got no room for ${name} in Storage`;
      onWritten(piece.length);
    }
  } catch (error) {
    if (!line.isOpen() || error instanceof Stopped) throw error;
    return (error as Error).message;
  }
  const found = await line.evaluate(
    `(function(d){return d===undefined?[0,0]:[d.length,E.CRC32(d)]})(${STORAGE}.read(${quote(name)}))`,
  );
  const [size, crc] = answerOf(line.port, found, FORMS.stored, "a file's size and CRC-32");
  if (size === data.length && crc === crcOfAll(data)) return undefined;
  return `${line.port}: got ${name} back with ${size} bytes, expected the ${data.length} that were written`;
}

export async function eraseFiles(line: EspruinoLine, names: readonly string[]): Promise<void> {
  for (const name of names) await line.evaluate(`${STORAGE}.erase(${quote(name)})`);
}
