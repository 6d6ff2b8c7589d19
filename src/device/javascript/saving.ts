// In a file of its own, which is evaluated whenever something is saved or restored: so it takes no memory between.

import { fail, VERSION, wordsOf } from "../../common/loader/learner.js";
import { checkpointWords, mayRestore } from "../../common/loader/restorable.js";
import type { Storage } from "./espruino.js";
import type { About } from "./types.js";

interface Place {
  readonly addr: number;
  readonly length: number;
}

/** Flash, of which `getFree` tells what neither firmware nor Storage uses. */
interface Flash {
  getFree(): readonly Place[];
  erasePage(address: number): void;
  read(bytes: number, address: number): Uint8Array<ArrayBuffer>;
  write(data: ArrayBuffer, address: number): void;
}

/** A network's checkpoints on a board. */
export interface Saving {
  /** The words of the newest checkpoint, whose first is its number; undefined without one. */
  newest(): Uint32Array | undefined;
  /**
   * Keeps a checkpoint, given with 0 for its CRC, in place of the older one; gives its number. Writes nothing when the
   * newest one is the same. Throws when there is no room: making some moves files about, which a loss of power would not
   * survive.
   */
  save(image: Uint32Array<ArrayBuffer>): number;
  /** Saves that are left. */
  left(): number;
}

/** Erasures that each page of flash bears at least, by the data sheets of all boards' chips. */
const ENDURANCE = 10_000;
/** Bytes of Storage that a file takes besides its content, and bytes that are left over to be safe. */
const FILE_HEADER = 32;
const SPARE = 32;
/** Bytes of a page that are looked at in one go. */
const PIECE = 256;
/** Bytes of an area's start: whose it is, and whether the other area may be torn. */
const HEAD = 8;
const ERASED = 0xffffffff;

/**
 * Where a network's checkpoints are (SPEC.md, "Checkpoints on Espruino"): in two areas of flash of its own, where the
 * board has them, and otherwise in two files of Storage. Number n goes to the area, or the file, n & 1.
 */
export default function saving(about: About): Saving {
  // Espruino has no destructuring.
  const name = about.name;
  const storage: Storage = require("Storage");
  const count = checkpointWords(about);
  const start = about.flash ? about.flash[0] : 0;
  const bytes = about.flash ? about.flash[1] : 0;
  let flash: Flash | undefined = about.flash && require("Flash");
  // Other releases of the firmware may need the place.
  const isFree = (place: Place) =>
    place.addr <= start && place.addr + place.length >= start + 2 * bytes;
  if (flash && !flash.getFree().some(isFree)) flash = undefined;
  const mark = E.CRC32(name);
  const area = (n: number) => start + (n & 1) * bytes;
  const read = (count: number, address: number) => wordsOf(flash!.read(4 * count, address).buffer);
  const checksum = (words: Uint32Array) =>
    E.CRC32(new Uint8Array(words.buffer as ArrayBuffer, 0, 4 * words.length - 4));

  const whole = (words: Uint32Array): Uint32Array | undefined => {
    return words.length === count &&
      checksum(words) === words[count - 1] &&
      words[1] === VERSION &&
      words[2] === about.fingerprint &&
      words[3] === about.state &&
      mayRestore(words, about, E.sum)
      ? words
      : undefined;
  };
  const inFile = (n: number | string) =>
    whole(wordsOf(storage.readArrayBuffer(`${name}.${n}`) || 0));
  const inArea = (n: number) =>
    flash && read(1, area(n))[0] === mark ? whole(read(count, area(n) + HEAD)) : undefined;
  const newer = (a: Uint32Array | undefined, b: Uint32Array | undefined) =>
    a && !(b && b[0]! > a[0]!) ? a : b;
  const newest = () => newer(newer(inArea(0), inArea(1)), newer(inFile(0), inFile(1)));

  const blank = (address: number, end: number) => {
    for (; address < end; address += PIECE) {
      const count = Math.min(PIECE, end - address);
      if (E.sum(flash!.read(count, address)) !== 255 * count) return false;
    }
    return true;
  };
  /** Whether an area is ours: it says so, or nobody has written there, or it is what a cut has left of ours. */
  const ours = (n: number) => {
    const own = read(1, area(n))[0]!;
    const other = read(2, area(n + 1));
    return (
      own === mark ||
      ((~own & mark) === 0 && blank(area(n) + 4, area(n) + bytes)) ||
      (other[0] === mark && other[1] !== ERASED)
    );
  };
  const writeArea = (n: number, image: Uint32Array<ArrayBuffer>) => {
    const at = area(n);
    if (!flash || !ours(n)) return undefined;
    if (!blank(at, at + bytes)) {
      const other = area(n + 1);
      if (ours(n + 1)) {
        if (read(1, other)[0] !== mark) flash.write(wordsOf([mark]).buffer, other);
        flash.write(wordsOf(1).buffer, other + 4);
      }
      for (let next = at; next < at + bytes; next += about.flash![2]) flash.erasePage(next);
    }
    flash.write(wordsOf([mark]).buffer, at);
    flash.write(image.buffer, at + HEAD);
    return inArea(n);
  };

  return {
    newest: () => newest() || inFile("w"),
    save(image) {
      if (!mayRestore(image, about, E.sum)) {
        fail("weights", "some that are not finite", "finite ones; restore() the last save");
      }
      const old = newest();
      const last = count - 1;
      if (old) {
        image[0] = old[0]!;
        if (checksum(image) === old[last]) return old[0]!;
      }
      const number = old ? old[0]! + 1 : 1;
      image[0] = number;
      image[last] = checksum(image);
      if (writeArea(number, image)) return number;
      const need = 4 * count + FILE_HEADER + SPARE;
      const free = storage.getFree();
      if (free < need) fail("Storage", `${free} bytes free`, `${need}; compact() it`);
      storage.write(`${name}.${number & 1}`, image.buffer);
      if (!inFile(number & 1)) fail("Storage", "no whole file", "one; the last save is kept");
      return number;
    },
    left() {
      const old = newest();
      if (flash && ours(0) && ours(1)) return Math.max(0, 2 * ENDURANCE - (old ? old[0]! : 0));
      const each = 4 * count + FILE_HEADER;
      return Math.max(0, Math.floor((storage.getFree() - SPARE) / each));
    },
  };
}
