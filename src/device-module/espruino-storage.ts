import { expect, floatsOf, wordsOf } from "../loader/core.js";
import { startNet } from "./device-net.js";
import { BUILT, inOnePiece, type NativeCode, storage } from "./espruino.js";
import type { About, DeviceNet } from "./types.js";

/** Starts a network whose machine code runs where Storage keeps it, which must be memory that code can run in. */
export default function start(about: () => About, code: NativeCode): DeviceNet {
  const memory = inOnePiece({ data: 0, count: about().end }, about().end);
  let address: number | undefined;
  return startNet(about, E.toArrayBuffer(memory), (routine, argument) => {
    // Compacting Storage moves the file.
    const file = storage.read(code.file);
    const now = file ? E.getAddressOf(file, true) : 0;
    if (now !== address) {
      expect(now && E.CRC32(file!) === code.crc, code.file, "other code", BUILT);
      address = now;
    }
    const one = floatsOf(1);
    const bits = wordsOf(one.buffer);
    one[0] = argument;
    // An odd address means Thumb. Memory moves when it is tidied up. The learning rate goes by its bits.
    bits[0] = E.nativeCall(now + code.at[routine]! + 1, "int(int,int)")(
      E.getAddressOf(memory, true),
      routine === 2 ? bits[0]! | 0 : argument,
    );
    return one[0];
  });
}
