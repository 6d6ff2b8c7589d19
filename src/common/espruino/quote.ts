import { shown, UserError } from "../errors.js";

/** Printable ASCII that means nothing inside a literal, to the console that reads it, or in a page that shows it. */
const PLAIN = /^[ !#-&(-;=?-[\]-_a-~]$/;

/**
 * Any text as a JavaScript literal in pure ASCII that stands on one line and cannot be left from inside: quotes,
 * backslashes, `<`, `>`, `` ` `` and all control characters become \xHH, so that a name, a label or a path never becomes
 * code on a board. Espruino's strings are bytes, so the literal holds the text's UTF-8 bytes, one character each; what a
 * board prints of it is UTF-8 again. {@link fromBytes} undoes it.
 * @throws UserError for a lone surrogate, which has no UTF-8
 */
export function quote(text: string): string {
  if (/\p{Surrogate}/u.test(text)) {
    throw new UserError(
      `got the text ${shown(text)} with half a character, expected whole ones; type it anew`,
    );
  }
  const bytes = Array.from(new TextEncoder().encode(text), quoteByte);
  return `"${bytes.join("")}"`;
}

function quoteByte(byte: number): string {
  const character = String.fromCharCode(byte);
  return PLAIN.test(character) ? character : `\\x${byte.toString(16).padStart(2, "0")}`;
}

/** The text whose UTF-8 bytes are a board's string, one character each; a wrong byte becomes U+FFFD. */
export function fromBytes(bytes: string): string {
  return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
}

/** Longest name of a module: with a version's number and CRC it has 28 characters, the most that Espruino's Storage takes. */
export const NAME_LENGTH = 16;

/**
 * Checks a name for a module in a board's Storage.
 * @param what what to call it in an error, such as a flag
 * @throws UserError unless it has 1 to 16 letters, digits, "_", "." and "-" and begins with a letter, digit or "_"
 */
export function storageName(text: string, what = "the module's name"): string {
  if (/^\w[\w.-]*$/.test(text) && text.length <= NAME_LENGTH) return text;
  throw new UserError(
    `${what}: got ${shown(text)}, expected 1 to ${NAME_LENGTH} letters, digits, "_", "." or "-", the first a letter, digit or "_"`,
  );
}
