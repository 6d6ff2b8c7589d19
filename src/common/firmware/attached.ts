// A network as firmware reads it behind its own image (SPEC.md, "Firmware for any network").
import type { BuiltNetwork } from "../compiler/build-network.js";
import { moduleConstants } from "../compiler/module-constants.js";
import type { ThumbCode } from "../compiler/thumb/code.js";
import { crcOfAll } from "../crc-table.js";
import { CONSTANTS, OF_WINDOW } from "../loader/engine.js";
import { originOf, pieceWords, type StatePiece } from "../network/trained-state.js";

/** "PCNW" */
export const ATTACHED_MAGIC = 0x574e4350;
export const ATTACHED_FORMAT = 1;

/** What a module says about itself, in this order; without a window the last two are 0. */
export const ATTACHED_CONSTANTS = [...CONSTANTS, ...OF_WINDOW];

/** The module's functions that the firmware calls, in the order of engine.h's; without a window the last two are 0. */
export const ATTACHED_ENTRIES = ["init", "observe", "predict", "train", "push", "restart"] as const;

const SUMMED = 4;
const ENTRIES = SUMMED + ATTACHED_CONSTANTS.length;
const TRAINED = ENTRIES + ATTACHED_ENTRIES.length;

/** Where in the header each word is; places and lengths that it holds are bytes from its own start. */
export const ATTACHED = {
  magic: 0,
  format: 1,
  /** of all of it, a multiple of 4 */
  bytes: 2,
  /** CRC-32 of all that follows this word */
  crc: 3,
  /** the first word that the CRC-32 is of */
  summed: SUMMED,
  constants: SUMMED,
  entries: ENTRIES,
  /** what the network begins with: its first byte, its words, its origin; 0 where it begins new */
  trained: TRAINED,
  trainedWords: TRAINED + 1,
  origin: TRAINED + 2,
  /** words of the header */
  header: TRAINED + 4,
} as const;

/** Bytes of what is attached for a network. */
export const attachedBytes = (code: ThumbCode, trained: readonly StatePiece[] = []): number =>
  4 * (ATTACHED.header + pieceWords(trained).length) + code.bytes.length;

/**
 * The header, the machine code and what the network begins with, one behind the other.
 * @param code of the core that will run it
 * @param trained what it begins with, instead of new weights
 */
export function attachedNetwork(
  { spec, plan }: Pick<BuiltNetwork, "spec" | "plan">,
  code: ThumbCode,
  trained: readonly StatePiece[] = [],
): Uint8Array {
  const bytes = new Uint8Array(attachedBytes(code, trained));
  const view = new DataView(bytes.buffer);
  const put = (word: number, value: number) => view.setUint32(4 * word, value, true);
  const constants = moduleConstants(spec, plan);
  const codeAt = 4 * ATTACHED.header;
  put(ATTACHED.magic, ATTACHED_MAGIC);
  put(ATTACHED.format, ATTACHED_FORMAT);
  put(ATTACHED.bytes, bytes.length);
  for (const [i, name] of ATTACHED_CONSTANTS.entries()) {
    put(ATTACHED.constants + i, constants.get(name)?.value ?? 0);
  }
  for (const [i, name] of ATTACHED_ENTRIES.entries()) {
    const entry = code.entries.get(name);
    put(ATTACHED.entries + i, entry === undefined ? 0 : codeAt + entry);
  }
  bytes.set(code.bytes, codeAt);
  const words = pieceWords(trained);
  if (words.length > 0) {
    const at = codeAt + code.bytes.length;
    put(ATTACHED.trained, at);
    put(ATTACHED.trainedWords, words.length);
    put(ATTACHED.origin, originOf(words));
    for (const [i, word] of words.entries()) put(at / 4 + i, word);
  }
  put(ATTACHED.crc, crcOfAll(bytes.subarray(4 * ATTACHED.summed)));
  return bytes;
}
