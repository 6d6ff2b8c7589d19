import { crcOfAll } from "../crc-table.js";
import { UserError } from "../errors.js";
import { hex } from "../hex.js";
import { count } from "../text.js";
import { quote } from "./quote.js";

/*
How a module lies in an Espruino's Storage so that no upload and no power cut can break it. Storage cannot rename, and
replacing a file is not atomic: the old one is erased before the new one is written. So nothing that a program needs is
ever replaced:

  neural               the finder, always the same text: require("neural") finds the newest whole version
  neural~00~1a2b3c4d   a version of the module: its number, and the CRC-32 of its content
  neural~5e6f7a8b      what a version reads besides, such as machine code: the CRC-32 of its content

A version counts only if its content has the CRC-32 in its name; it is written after all that it reads has been verified.
So writing its last byte is what switches, and before that the old version is the newest whole one. No module's name has
a "~" in it, so that modules never share a file.
*/

/** A file for a board's Storage. */
export interface StorageFile {
  readonly name: string;
  readonly data: Uint8Array;
}

/** A file that is in a board's Storage. */
export interface StoredFile {
  readonly name: string;
  readonly size: number;
  readonly crc: number;
}

/** Version numbers begin again after these, two digits to the base 36. */
const NUMBERS = 1296;
/** How much Storage a file takes besides its content: its header, and the content's padding at most. */
const FILE_OVERHEAD = 32 + 8;
/** The first words of all that perceptino writes as text into a Storage. */
export const SIGNATURE = "// perceptino";

/** The name under which a module reads a part of itself, such as machine code: it holds the content's CRC-32. */
export const partName = (name: string, data: Uint8Array): string =>
  `${name}~${hex(crcOfAll(data))}`;

const versionName = (name: string, number: number, data: Uint8Array) =>
  `${name}~${number.toString(36).padStart(2, "0")}~${hex(crcOfAll(data))}`;

/** Regular expressions for Espruino, which knows no {8}: the names of versions and of parts. */
export const versionPattern = (name: string): string =>
  `/^${name.replaceAll(".", "\\.")}~\\w\\w~\\w\\w\\w\\w\\w\\w\\w\\w$/`;
export const partPattern = (name: string): string =>
  `/^${name.replaceAll(".", "\\.")}~\\w\\w\\w\\w\\w\\w\\w\\w$/`;

/**
 * The text of the finder, which `require` loads: JavaScript as far as Espruino knows it. A file whose name was torn by a
 * power cut is in the list, but cannot be read.
 */
export function finderText(name: string): string {
  const number = `parseInt(f.substr(${name.length + 1},2),36)`;
  return `${SIGNATURE} finder 1
var s=require("Storage"),v,n;
s.list(${versionPattern(name)}).forEach(function(f){
var d=s.read(f),i=${number};
if(d===undefined||E.CRC32(d)!=parseInt(f.substr(-8),16))return;
if(!v||(${NUMBERS}+i-n)%${NUMBERS}<${NUMBERS / 2}){v=f;n=i;}
});
if(!v)throw new Error(${quote(`${name}: no whole version is stored; upload it again`)});
module.exports=require(v);
`;
}

const isWhole = (file: StoredFile) => file.name.endsWith(`~${hex(file.crc)}`);
const isVersion = (name: string, file: StoredFile) =>
  file.name.startsWith(`${name}~`) && file.name.length === name.length + 12;
const numberOf = (name: string, file: StoredFile) =>
  Number.parseInt(file.name.slice(name.length + 1, name.length + 3), 36);

/** The version that require(name) loads: the newest whole one. The finder does the same on the board. */
export function newestVersion(name: string, stored: readonly StoredFile[]): StoredFile | undefined {
  return stored
    .filter((file) => isVersion(name, file) && isWhole(file))
    .reduce<StoredFile | undefined>((newest, file) => {
      if (newest === undefined) return file;
      const ahead = (NUMBERS + numberOf(name, file) - numberOf(name, newest)) % NUMBERS;
      return ahead < NUMBERS / 2 ? file : newest;
    }, undefined);
}

/** What an upload does to a Storage. */
export interface UploadPlan {
  /** written in this order and verified one by one: parts, then the version, then the finder */
  readonly write: readonly StorageFile[];
  /** names of those among them that were begun before, which have their room already */
  readonly begun: readonly string[];
  /** the version that is loaded from then on */
  readonly version: string;
  /** erased when all is verified: other versions, whole or not, and what they read */
  readonly erase: readonly string[];
}

/**
 * Plans an upload. What is there already is not written again, such as the parts of an upload that was interrupted.
 * @param files the module last, by its plain name; before it its parts, named by {@link partName}
 * @param stored the files of that name that the board has
 */
export function planUpload(
  files: readonly StorageFile[],
  stored: readonly StoredFile[],
): UploadPlan {
  const parts = files.slice(0, -1);
  const { name, data } = files.at(-1)!;
  const wrong = parts.find((part) => part.name !== partName(name, part.data));
  if (wrong) throw new Error(`${wrong.name}: expected ${partName(name, wrong.data)}`);

  const has = (file: StorageFile) =>
    stored.some(
      (one) =>
        one.name === file.name && one.size === file.data.length && one.crc === crcOfAll(file.data),
    );
  const newest = newestVersion(name, stored);
  const number = newest ? (numberOf(name, newest) + 1) % NUMBERS : 0;
  const same = newest !== undefined && has({ name: newest.name, data });
  const version = same ? newest.name : versionName(name, number, data);
  const finder = { name, data: new TextEncoder().encode(finderText(name)) };
  const keep = new Set([name, version, ...parts.map((part) => part.name)]);
  const write = [...parts, { name: version, data }, finder].filter((file) => !has(file));
  const isBegun = (file: StorageFile) =>
    file.name.includes("~") &&
    stored.some((one) => one.name === file.name && one.size === file.data.length);
  return {
    write,
    begun: write.filter(isBegun).map((file) => file.name),
    version,
    erase: stored.map((file) => file.name).filter((file) => !keep.has(file)),
  };
}

/** Bytes of Storage that files take at most. */
export const roomFor = (files: readonly StorageFile[]): number =>
  files.reduce((sum, { data }) => sum + data.length + FILE_OVERHEAD, 0);

/**
 * Makes sure that a Storage has room at its end: without it, Espruino would compact by itself, in which a power cut can
 * lose every file.
 * @param trash bytes of erased files
 */
export function expectRoom(port: string, need: number, free: number, trash: number): void {
  if (need <= free) return;
  const why = `${port}: got ${count(free)} bytes of free Storage, expected at least ${count(need)}`;
  throw new UserError(
    need <= free + trash
      ? `${why}; ${count(trash)} bytes are of erased files: call require("Storage").compact() on the board at a moment when it cannot lose power, and upload again`
      : `${why}; erase files from the board's Storage, then call require("Storage").compact() at a moment when it cannot lose power`,
  );
}
