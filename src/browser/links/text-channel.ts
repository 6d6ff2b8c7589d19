import type { TextPort } from "../../common/espruino/line.js";

/** What a console's text is carried by, however that is done. */
export interface TextChannel {
  /** what one reads and writes: texts go out one after the other */
  readonly port: TextPort;
  hear(text: string): void;
  /** It has ended by itself: told once, also to who listens only later. */
  end(why: string): void;
}

/**
 * A port of a console's text.
 * @param send of one text, which the next one waits for; rejects with a UserError when the line is gone
 */
export function textChannel(
  send: (text: string) => Promise<void>,
  close: () => Promise<void>,
): TextChannel {
  let hear: (text: string) => void = () => {};
  let told: (why: string) => void = () => {};
  let gone: string | undefined;
  let last: Promise<void> = Promise.resolve();
  return {
    hear: (text) => hear(text),
    end(why) {
      gone = why;
      told(why);
    },
    port: {
      write(text) {
        const sent = last.then(() => send(text));
        last = sent.catch(() => {});
        return sent;
      },
      onText(listener) {
        hear = listener;
      },
      onEnd(listener) {
        told = listener;
        if (gone !== undefined) listener(gone);
      },
      close,
    },
  };
}
