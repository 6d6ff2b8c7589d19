// A link that holds a network file in its fragment, which browsers send to nobody:
//   #network=1.<raw DEFLATE of the file's JSON, UTF-8, as base64url without padding>
import { UserError } from "../../common/errors.js";

const START = "#network=";
const VERSION = "1";
/** Characters that a link may have, and bytes that they may become: what messengers and browsers still take. */
export const LINK_LIMITS = { characters: 32_000, bytes: 1_000_000 } as const;

/** Whether an address's fragment holds a network. */
export const holdsNetwork = (fragment: string): boolean => fragment.startsWith(START);

/**
 * The fragment of a link to a network.
 * @param text of a network file: JSON
 * @throws UserError when it would be longer than what can be opened again
 */
export async function fragmentOf(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(JSON.parse(text)));
  const packed = await through(bytes, new CompressionStream("deflate-raw"), LINK_LIMITS.bytes);
  const fragment = `${START}${VERSION}.${base64url(packed)}`;
  if (fragment.length <= LINK_LIMITS.characters) return fragment;
  throw new UserError(
    `link: got ${fragment.length} characters, expected at most ${LINK_LIMITS.characters}; share the network file or the project file instead`,
  );
}

/**
 * The network file that a link holds, set out for people; whether it is a right one is not checked yet.
 * @throws UserError that says what is wrong with the link
 */
export async function networkOf(fragment: string): Promise<string> {
  const wrong = (got: string, expected: string): never => {
    throw new UserError(`link: got ${got}, expected ${expected}`);
  };
  if (fragment.length > LINK_LIMITS.characters) {
    wrong(`${fragment.length} characters`, `at most ${LINK_LIMITS.characters}`);
  }
  const [version, data = ""] = fragment.slice(START.length).split(".");
  if (version !== VERSION) {
    wrong(
      `one of version ${JSON.stringify((version ?? "").slice(0, 20))}`,
      `version ${VERSION}; reload this page to have its newest version`,
    );
  }
  const packed = bytesOf(data) ?? wrong("characters that no link has", "all of it; copy it anew");
  const damaged = "all of it, as it was shared; copy it anew";
  let bytes: Uint8Array;
  try {
    bytes = await through(packed, new DecompressionStream("deflate-raw"), LINK_LIMITS.bytes);
  } catch (error) {
    if (error instanceof UserError) throw error;
    return wrong("a damaged one", damaged);
  }
  try {
    return `${JSON.stringify(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)), null, 2)}\n`;
  } catch {
    return wrong("something that is no network file", damaged);
  }
}

/** Bytes through a stream, of which no more than `most` come out: what is packed may be a thousand times as large. */
async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value);
    length += next.value.length;
    if (length > most) {
      await reader.cancel();
      throw new UserError(
        `link: got more than ${most} bytes in it, expected at most that; ask for the network file instead`,
      );
    }
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

const base64url = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

function bytesOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]+$/.test(text)) return undefined;
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
