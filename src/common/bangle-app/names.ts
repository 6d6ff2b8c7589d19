import { crcOfAll } from "../crc-table.js";
import { hex } from "../hex.js";

/** Characters of an app's id before its digits; ID.settings.js is a name that Storage takes then. */
const LONGEST = 9;
/** Digits of the name's CRC-32 that tell networks with like names apart, and the app from others of the app loader. */
const DIGITS = 6;

/** The id of a network's app: what is plain in the network's name, and digits that stand for the whole of it. */
export function appId(network: string): string {
  const plain = network
    .normalize("NFD")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")
    .slice(0, LONGEST);
  const digits = hex(crcOfAll(new TextEncoder().encode(network))).slice(0, DIGITS);
  return `${plain || "network"}_${digits}`;
}

/** A name as the watch's fonts have it, which know Latin-1: accents of other letters are left out, other scripts are "?". */
const onScreen = (name: string): string =>
  Array.from(name, (letter) =>
    /^[ -~\u00a0-\u00ff]$/.test(letter) ? letter : letter.normalize("NFD").charAt(0),
  )
    .map((letter) => (/^[ -~\u00a0-\u00ff]$/.test(letter) ? letter : "?"))
    .join("");

/** Names for the screen and a menu, no two of them the same. */
export function screenNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const plain = onScreen(name);
    let one = plain;
    for (let i = 2; taken.has(one); i++) one = `${plain} ${i}`;
    taken.add(one);
    return one;
  });
}

/** Latin-1 texts and numbers as JavaScript in pure ASCII, each character of a string a byte. */
export const asciiText = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007f-\u00ff]/g,
    (letter) => `\\x${letter.charCodeAt(0).toString(16)}`,
  );
