import { bytesOfLatin1 } from "../bytes.js";
import { crcOfAll } from "../crc-table.js";

/*
What a board prints for us may lose characters on the way: a console has no checksum of its own. So each text that we let
it print begins with its own CRC-32, in decimal digits as Espruino prints a number, and a space.
*/

/** What stands in the checksum's place where the firmware has no E.CRC32. */
const NONE = "none";

/** A function for a board: puts the checksum before a text. */
export const COVER = `function(s){return(E.CRC32?E.CRC32(s):"${NONE}")+" "+s}`;

/** A text that came with a right checksum, or what is wrong. */
export type Uncovered =
  | { readonly text: string }
  | { readonly wrong: "damaged" | "no E.CRC32 on the board" };

/** Takes a text's checksum away. Characters are bytes. */
export function uncover(covered: string): Uncovered {
  const space = covered.indexOf(" ");
  const sum = covered.slice(0, Math.max(0, space));
  const text = covered.slice(space + 1);
  if (sum === NONE) return { wrong: "no E.CRC32 on the board" };
  return sum === String(checksum(text)) ? { text } : { wrong: "damaged" };
}

/** The CRC-32 of a text's characters, taken as bytes; without sign. */
export function checksum(text: string): number {
  return crcOfAll(bytesOfLatin1(text));
}
