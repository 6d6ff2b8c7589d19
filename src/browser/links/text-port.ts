import { bytesOfLatin1, latin1OfBytes } from "../../common/bytes.js";
import { UserError } from "../../common/errors.js";
import type { TextPort } from "../../common/espruino/line.js";
import { type Clock, pageClock } from "../sources/clock.js";
import type { ByteLine } from "./byte-line.js";
import { textChannel } from "./text-channel.js";

/** What a board sends when it wants a pause, and when it goes on. */
const XON = "\x11";
const XOFF = "\x13";
/** Milliseconds after which a pause is over although nobody said so: the word for it may have been lost. */
const LONGEST_PAUSE = 10_000;

/**
 * A console's text over a line of bytes: in pieces of the line's own size, each awaited before the next, with pauses where
 * the board asks for them.
 */
export function textPortOver(line: ByteLine, clock: Clock = pageClock): TextPort {
  let gone: string | undefined;
  let paused: { readonly over: Promise<void>; readonly end: () => void } | undefined;

  const pause = () => {
    if (paused) return;
    let end = () => {};
    const over = new Promise<void>((resolve) => {
      const prevent = clock.after(LONGEST_PAUSE, () => end());
      end = () => {
        prevent();
        paused = undefined;
        resolve();
      };
    });
    paused = { over, end };
  };

  const send = async (text: string) => {
    for (let at = 0; at < text.length; ) {
      await paused?.over;
      if (gone !== undefined) throw new UserError(gone);
      const piece = text.slice(at, at + line.most());
      await line.write(bytesOfLatin1(piece));
      at += piece.length;
    }
  };
  const close = async () => {
    gone ??= "it was closed";
    paused?.end();
    await line.close();
  };
  const channel = textChannel(send, close);
  line.onBytes((bytes) => {
    const text = latin1OfBytes(bytes);
    for (const character of text) {
      if (character === XOFF) pause();
      else if (character === XON) paused?.end();
    }
    channel.hear(text.replaceAll(XON, "").replaceAll(XOFF, ""));
  });
  line.onEnd((why) => {
    gone = why;
    paused?.end();
    channel.end(why);
  });
  return channel.port;
}
