import { fail, floatsOf, wordsOf } from "../../common/loader/learner.js";
import { BUILT, inOnePiece, type NativeCode, storage } from "./espruino.js";
import { type StartSaving, startEspruinoNetwork } from "./espruino-network.js";
import type { About, EspruinoNetwork } from "./types.js";

/** Starts a network whose machine code is copied to RAM, behind the linear memory in the same string. */
export default function start(
  about: () => About,
  code: NativeCode,
  saving: () => StartSaving,
): EspruinoNetwork {
  const file = storage.read(code.file);
  if (!file || E.CRC32(file) !== parseInt(code.file.slice(-8), 16)) {
    fail(code.file, file ? "other code" : "no such file", BUILT);
  }
  const end = about().end;
  const memory = inOnePiece([{ data: 0, count: end }, file], end + file.length);
  return startEspruinoNetwork(about, saving, E.toArrayBuffer(memory), (routine, argument) => {
    // Memory moves when it is tidied up, also to where no machine code can use it: then it is copied to and fro.
    const moved = E.getAddressOf(memory, true) & 3;
    const place = moved ? inOnePiece(memory, memory.length) : memory;
    const now = E.getAddressOf(place, true);
    // An odd address means Thumb.
    const result = E.nativeCall(now + end + code.at[routine]! + 1, "int(int,int)")(now, argument);
    if (moved) wordsOf(E.toArrayBuffer(memory)).set(wordsOf(E.toArrayBuffer(place)));
    // train and loss give their number by its bits.
    return routine === 3 || routine === 4 ? floatsOf(wordsOf([result]).buffer)[0]! : result;
  });
}
