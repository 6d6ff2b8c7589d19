import type { Transport } from "../../common/protocol/transport.js";
import type { ByteLine } from "./byte-line.js";

/**
 * The firmware's line over a serial port.
 * @param onLost called when it ends by itself, besides the transport's own listener
 */
export function transportOver(line: ByteLine, onLost: (why: string) => void): Transport {
  let told: (reason: string) => void = () => {};
  let last: Promise<void> = Promise.resolve();
  line.onEnd((why) => {
    told(`is gone: ${why}`);
    onLost(why);
  });
  const send = async (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length; ) {
      const piece = bytes.slice(at, at + line.most());
      await line.write(piece);
      at += piece.length;
    }
  };
  return {
    write(bytes) {
      // A line that is gone says so by its end.
      last = last.then(() => send(bytes)).catch(() => {});
    },
    onData: (listener) => line.onBytes(listener),
    onEnd(listener) {
      told = listener;
    },
    close: () => line.close(),
  };
}
