/** A text as a C string, UTF-8 in ASCII: whatever is no plain letter is an octal escape, also the "?" of trigraphs. */
export const cString = (text: string): string =>
  `"${Array.from(new TextEncoder().encode(text), characterOf).join("")}"`;

function characterOf(byte: number): string {
  const character = String.fromCharCode(byte);
  return /[ -~]/.test(character) && !/["\\?]/.test(character)
    ? character
    : `\\${byte.toString(8).padStart(3, "0")}`;
}
