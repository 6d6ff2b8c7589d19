import { fail, floatsOf, wordsOf } from "../../common/loader/learner.js";
import { BUILT, inOnePiece, type NativeCode, storage } from "./espruino.js";
import { type StartSaving, startEspruinoNetwork } from "./espruino-network.js";
import type { About, EspruinoNetwork } from "./types.js";

/** Starts a network whose machine code runs where Storage keeps it, which must be memory that code can run in. */
export default function start(
  about: () => About,
  code: NativeCode,
  saving: () => StartSaving,
): EspruinoNetwork {
  const memory = inOnePiece({ data: 0, count: about().end }, about().end);
  return startEspruinoNetwork(about, saving, E.toArrayBuffer(memory), (routine, argument) => {
    // Compacting Storage moves the file. Its name has its CRC-32, so that it need not be checked again after init.
    const file = storage.read(code.file);
    const now = E.getAddressOf(file, true);
    if (!now || !(routine || E.CRC32(file!) === parseInt(code.file.slice(-8), 16))) {
      fail(code.file, file ? (now ? "other code" : "no address") : "no such file", BUILT);
    }
    // Memory moves when it is tidied up, also to where no machine code can use it: then it is copied to and fro.
    const moved = E.getAddressOf(memory, true) & 3;
    const place = moved ? inOnePiece(memory, memory.length) : memory;
    // An odd address means Thumb.
    const result = E.nativeCall(now + code.at[routine]! + 1, "int(int,int)")(
      E.getAddressOf(place, true),
      argument,
    );
    if (moved) wordsOf(E.toArrayBuffer(memory)).set(wordsOf(E.toArrayBuffer(place)));
    // train and loss give their number by its bits.
    return routine === 3 || routine === 4 ? floatsOf(wordsOf([result]).buffer)[0]! : result;
  });
}
