import { expect, floatsOf, wordsOf } from "../loader/core.js";
import { startNet } from "./device-net.js";
import { BUILT, inOnePiece, type NativeCode, storage } from "./espruino.js";
import type { About, DeviceNet } from "./types.js";

/** Starts a network whose machine code is copied to RAM. */
export default function start(about: () => About, code: NativeCode): DeviceNet {
  const memory = inOnePiece({ data: 0, count: about().end }, about().end);
  const file = storage.read(code.file);
  expect(file && E.CRC32(file) === code.crc, code.file, "other code", BUILT);
  const copy = inOnePiece(file, file.length);
  return startNet(about, E.toArrayBuffer(memory), (routine, argument) => {
    const one = floatsOf(1);
    const bits = wordsOf(one.buffer);
    one[0] = argument;
    // An odd address means Thumb. Memory moves when it is tidied up. The learning rate goes by its bits.
    bits[0] = E.nativeCall(
      code.at[routine]! + 1,
      "int(int,int)",
      copy,
    )(E.getAddressOf(memory, true), routine === 2 ? bits[0]! | 0 : argument);
    return one[0];
  });
}
