import type { Transport } from "./transport.js";

/** The near end of a line: who listens, and how it ended. */
export interface Line extends Pick<Transport, "onData" | "onEnd"> {
  /** Hands on what has arrived. */
  hear(bytes: Uint8Array): void;
  /** Ends the line for a reason, in words that follow "it"; whoever listens now or later learns the first one. */
  end(reason: string): void;
  /** Ends the line from this side, which nobody needs to be told. */
  shut(): void;
  ended(): boolean;
}

export function lineEnd(): Line {
  let hear: (bytes: Uint8Array) => void = () => {};
  let told: (reason: string) => void = () => {};
  let ended: string | undefined;
  return {
    onData(listener) {
      hear = listener;
    },
    onEnd(listener) {
      told = listener;
      if (ended !== undefined) listener(ended);
    },
    hear: (bytes) => hear(bytes),
    end(reason) {
      if (ended !== undefined) return;
      ended = reason;
      told(reason);
    },
    shut() {
      ended ??= "was closed";
    },
    ended: () => ended !== undefined,
  };
}
