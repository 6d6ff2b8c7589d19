import { fail, floatsOf, wordsOf } from "../../common/loader/learner.js";
import { BUILT, inOnePiece, NATIVE, type Native, type Storage } from "./espruino.js";
import { type StartSaving, startEspruinoNetwork } from "./espruino-network.js";
import type { About, EspruinoNetwork } from "./types.js";

/** Bytes before a file of Storage in which its name is: those of its header, less those of its size. */
const NAME_BEFORE = 28;

/**
 * Starts a network whose machine code runs where Storage keeps it, which must be memory that code can run in.
 * @param codeFile name of the file with the code, which ends in its CRC-32 in hexadecimal
 * @param codeEntry its byte in the file
 */
export default function start(
  about: () => About,
  codeFile: string,
  codeEntry: number,
  saving: () => StartSaving,
): EspruinoNetwork {
  const string = inOnePiece({ data: 0, count: about().end }, about().end);
  const memory = E.toArrayBuffer(string);
  /** the name in flash, before the code that `native` calls: erasing or compacting Storage changes it */
  let found: unknown;
  let native: Native;
  const call = (routine: number, argument: number) => {
    const file = (require("Storage") as Storage).read(codeFile);
    let now = E.getAddressOf(file, true);
    if (!now || E.CRC32(file!) !== parseInt(codeFile.slice(-8), 16)) {
      fail(codeFile, file ? (now ? "other code" : "no address") : "no such file", BUILT);
    }
    // An odd address means Thumb.
    native = E.nativeCall(now + codeEntry + 1, NATIVE);
    found = E.memoryArea(now - NAME_BEFORE, codeFile.length);
    // Memory moves when it is tidied up, also to where no machine code can use it: then it is copied to and fro.
    const moved = E.getAddressOf(string, true) & 3;
    const place = moved ? inOnePiece(string, string.length) : string;
    now = native(E.getAddressOf(place, true), argument, 4 * routine);
    if (moved) wordsOf(memory).set(wordsOf(E.toArrayBuffer(place)));
    // train and loss give their number by its bits.
    return routine % 5 > 2 ? floatsOf(wordsOf([now]).buffer)[0]! : now;
  };
  return startEspruinoNetwork(about, saving, memory, (routine, argument) => {
    const now = E.getAddressOf(string, true);
    // biome-ignore lint/suspicious/noDoubleEquals: of two strings, and each character of a program costs time here
    return routine % 5 < 3 && found == codeFile && !(now & 3)
      ? native(now, argument, 4 * routine)
      : call(routine, argument);
  });
}
