import type { EspruinoBoard } from "../../../boards/index.js";
import { base64OfBytes } from "../bytes.js";
import { crcOfAll } from "../crc-table.js";
import type { EspruinoModule } from "./module.js";
import { roomFor, type StorageFile } from "./versions.js";

/** Bytes of a part that one line of the file holds: a whole number of flash words. */
const CHUNK = 504;
/** Bytes of Storage that a file takes besides its content. */
const OVERHEAD = 64;

/**
 * A module in one file, which loads in whichever way it came to the board: as a file of Storage, or typed into the console,
 * as an editor's "upload to RAM" does, where `require` then finds it. What it reads besides, such as machine code, it puts
 * into Storage itself when it is loaded first; in pieces, since a board has no memory for the whole of it.
 */
export function singleFile({ name, files }: EspruinoModule): StorageFile {
  const text = new TextDecoder().decode(files.at(-1)!.data);
  const parts = files.slice(0, -1).map(partText);
  const whole = `${text.slice(0, text.indexOf("\n"))}
(function(module){
${parts.join("")}${text}if(module.typed){
global._perceptino=module.exports;
Modules.addCached("${name}","module.exports=global._perceptino");
delete global._perceptino;
}
})(typeof module=="object"?module:{typed:1,exports:{}});
`;
  return { name, data: new TextEncoder().encode(whole) };
}

/** Puts a part into Storage unless it is there; never so that Storage would have to move other files. */
function partText({ name, data }: StorageFile): string {
  const need = data.length + OVERHEAD;
  const pieces = Array.from({ length: Math.ceil(data.length / CHUNK) }, (_, i) => {
    const piece = base64OfBytes(data.subarray(i * CHUNK, (i + 1) * CHUNK));
    return `s.write(f,atob("${piece}"),${i * CHUNK}${i === 0 ? `,${data.length}` : ""});\n`;
  });
  return `(function(s,f){
var d=s.read(f);
if(d!==undefined&&E.CRC32(d)==${crcOfAll(data)})return;
s.erase(f);
if(s.getFree()<${need})throw new Error(f+": got "+s.getFree()+" bytes free, expected ${need}; compact() Storage");
${pieces.join("")}})(require("Storage"),"${name}");
`;
}

/**
 * Whether one file is possible: the code must not run from Storage, where its text would take room twice, and all must fit
 * into the board's Storage.
 */
function fitsSingle(module: EspruinoModule, board: EspruinoBoard): boolean {
  const parts = module.files.slice(0, -1);
  return (
    module.placement !== "storage" && roomFor([singleFile(module), ...parts]) <= board.storage.bytes
  );
}

/**
 * What a build gives for a module, each file under the name that it needs in Storage: the module last.
 * @param weights the checkpoint that comes along
 */
export function storageFiles(
  module: EspruinoModule,
  board: EspruinoBoard,
  weights?: StorageFile,
): readonly StorageFile[] {
  const files = [
    ...module.files.slice(0, -1),
    ...(weights ? [weights] : []),
    ...module.files.slice(-1),
  ];
  const whole = { ...module, files };
  return fitsSingle(whole, board) ? [singleFile(whole)] : files;
}
