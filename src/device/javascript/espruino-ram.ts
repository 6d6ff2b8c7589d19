import { fail, floatsOf, wordsOf } from "../../common/loader/learner.js";
import { BUILT, inOnePiece, NATIVE, type Native, type Storage } from "./espruino.js";
import { type StartSaving, startEspruinoNetwork } from "./espruino-network.js";
import type { About, EspruinoNetwork } from "./types.js";

/**
 * Starts a network whose machine code is copied to RAM, behind the linear memory in the same string.
 * @param codeFile name of the file with the code, which ends in its CRC-32 in hexadecimal
 * @param codeEntry its byte in the file
 */
export default function start(
  about: () => About,
  codeFile: string,
  codeEntry: number,
  saving: () => StartSaving,
): EspruinoNetwork {
  const file = (require("Storage") as Storage).read(codeFile);
  if (!file || E.CRC32(file) !== parseInt(codeFile.slice(-8), 16)) {
    fail(codeFile, file ? "other code" : "no such file", BUILT);
  }
  const end = about().end;
  const string = inOnePiece([{ data: 0, count: end }, file], end + file.length);
  const memory = E.toArrayBuffer(string);
  /** where the string was when `native` was made */
  let found: number;
  let native: Native;
  const call = (routine: number, argument: number) => {
    let now = E.getAddressOf(string, true);
    // Memory moves when it is tidied up, also to where no machine code can use it: then it is copied to and fro.
    const moved = now & 3;
    found = moved ? 0 : now;
    const place = moved ? inOnePiece(string, string.length) : string;
    now = E.getAddressOf(place, true);
    // An odd address means Thumb.
    native = E.nativeCall(now + end + codeEntry + 1, NATIVE);
    now = native(now, argument, 4 * routine);
    if (moved) wordsOf(memory).set(wordsOf(E.toArrayBuffer(place)));
    // train and loss give their number by its bits.
    return routine % 5 > 2 ? floatsOf(wordsOf([now]).buffer)[0]! : now;
  };
  return startEspruinoNetwork(about, saving, memory, (routine, argument) => {
    const now = E.getAddressOf(string, true);
    return routine % 5 < 3 && now === found
      ? native(now, argument, 4 * routine)
      : call(routine, argument);
  });
}
