import type { DataFile, Encoding } from "./data-file.js";
import { lineAt, refuserOf } from "./refusal.js";

/** A file's text as UTF-8 without a byte order mark. */
export interface Decoded {
  readonly bytes: Uint8Array;
  /** what it was written in */
  readonly encoding: Encoding;
}

/** Bytes that are decoded at a time, to see whether they are UTF-8. */
const CHUNK = 1_048_576;
/** Bytes in which the zeros of UTF-16 are looked for. */
const HEAD = 4096;
const MARKS: readonly (readonly [Encoding, readonly number[]])[] = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];

/**
 * Finds out what a file's text is written in: UTF-8, UTF-16 by its byte order mark or by the zeros of its letters, else
 * Windows-1252, of which Latin-1 is a part. What could be either, or is no text, is refused.
 * @param given what it is written in, if that is known
 */
export function decode({ name, bytes }: DataFile, given?: Encoding): Decoded {
  const [marked, mark = []] =
    MARKS.find(([, begin]) => begin.every((b, i) => bytes[i] === b)) ?? [];
  const body = given === undefined || given === marked ? bytes.subarray(mark.length) : bytes;
  const encoding = given ?? marked ?? utf16By(bytes) ?? "utf-8";
  if (encoding === "utf-8") {
    if (isUtf8(body)) return { bytes: textOnly(name, body), encoding };
    if (given !== undefined || marked !== undefined) refuseMixed(name, body, "UTF-8");
    return { bytes: textOnly(name, asWindows1252(name, body)), encoding: "windows-1252" };
  }
  const text = decodeAs(name, body, encoding);
  return { bytes: textOnly(name, new TextEncoder().encode(text)), encoding };
}

/** Latin letters and digits of UTF-16 have a zero in every other byte. */
function utf16By(bytes: Uint8Array): Encoding | undefined {
  const head = bytes.subarray(0, HEAD);
  const zeros = [0, 0];
  for (let i = 0; i < head.length; i++) if (head[i] === 0) zeros[i % 2]!++;
  const [even = 0, odd = 0] = zeros.map((number) => number / (head.length / 2));
  if (odd > 0.6 && even < 0.05) return "utf-16le";
  if (even > 0.6 && odd < 0.05) return "utf-16be";
  return undefined;
}

function isUtf8(bytes: Uint8Array): boolean {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for (let from = 0; from < bytes.length; from += CHUNK) {
      decoder.decode(bytes.subarray(from, from + CHUNK), { stream: true });
    }
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}

function decodeAs(name: string, bytes: Uint8Array, encoding: Encoding): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return refuserOf(name)(
      1,
      undefined,
      `got bytes that are not ${encoding.toUpperCase()}, expected text; save the file as UTF-8, or say --encoding`,
    );
  }
}

/** Windows-1252, unless some of the bytes are letters of UTF-8: then it is a damaged file of that. */
function asWindows1252(name: string, bytes: Uint8Array): Uint8Array {
  const lenient = new TextDecoder().decode(bytes);
  for (const character of lenient) {
    if (character > "\u007f" && character !== "\ufffd") refuseMixed(name, bytes, "one encoding");
  }
  const text = new TextDecoder("windows-1252").decode(bytes);
  const odd = text.search(/[^\P{Cc}\t\n\v\f\r]/u);
  if (odd < 0) return new TextEncoder().encode(text);
  return refuserOf(name)(
    lineAt(bytes, odd),
    undefined,
    "got bytes that are not UTF-8 nor any other text, expected text; is this a data file?",
  );
}

function refuseMixed(name: string, bytes: Uint8Array, expected: string): never {
  const lenient = new TextDecoder().decode(bytes);
  const before = new TextEncoder().encode(lenient.slice(0, lenient.indexOf("\ufffd")));
  return refuserOf(name)(
    lineAt(before, before.length),
    undefined,
    `got bytes that are not UTF-8, expected text in ${expected}; save the file as UTF-8, or say --encoding windows-1252`,
  );
}

function textOnly(name: string, bytes: Uint8Array): Uint8Array {
  const nul = bytes.indexOf(0);
  if (nul < 0) return bytes;
  return refuserOf(name)(
    lineAt(bytes, nul),
    undefined,
    "got a NUL byte, expected UTF-8 text; is this a data file?",
  );
}
