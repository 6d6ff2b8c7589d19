import { UserError } from "../../common/errors.js";
import { type Clock, pageClock } from "../sources/clock.js";
import type { ByteLine } from "./byte-line.js";
import type { SerialPortLike } from "./web-devices.js";
import { within } from "./within.js";

/** Bits per second of a board that states no other. */
export const BAUD = 115_200;
/** Bytes at once: what waits in the browser cannot be held back when a board asks for a pause. */
const PACKET = 64;
/** Milliseconds that a port has to close, after which it is left to itself. */
const CLOSING = 2000;
/** Errors of a line, such as a wrong bit, one after the other without a byte between them: then it is none. */
const MOST_ERRORS = 100;

const GONE = "the port was closed or unplugged";

/** Opens a serial port. @throws UserError when it cannot be opened */
export async function openSerialLine(
  port: SerialPortLike,
  baudRate = BAUD,
  clock: Clock = pageClock,
): Promise<ByteLine> {
  try {
    await port.open({ baudRate });
  } catch (error) {
    throw new UserError(
      `the serial port does not open (${(error as Error).message}): does another program or tab use it? Close that, unplug the board and plug it in again; on Linux, may you use the port (group "dialout")?`,
    );
  }
  return serialLine(port, clock);
}

function serialLine(port: SerialPortLike, clock: Clock): ByteLine {
  let hear: (bytes: Uint8Array) => void = () => {};
  let told: (why: string) => void = () => {};
  let ended: string | undefined;
  let closing: Promise<void> | undefined;
  let reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined;
  const writer = port.writable?.getWriter();
  writer?.closed.catch(() => {}); // its writes say the same

  const end = (why: string) => {
    if (ended !== undefined) return;
    ended = why;
    if (!closing) told(why);
    void close();
  };
  /** A wrong bit ends a stream, and the port gives another; a port that is gone gives none. */
  const readAll = async (): Promise<string> => {
    for (let errors = 0; port.readable && !closing; errors++) {
      if (errors >= MOST_ERRORS) return "there is nothing but noise on the line";
      reader = port.readable.getReader();
      try {
        for (;;) {
          const { value, done } = await reader.read();
          if (done) return GONE;
          errors = 0;
          if (value.length > 0 && !closing) hear(value);
        }
      } catch {
        // the next stream is asked for, if there is one
      } finally {
        reader.releaseLock();
      }
    }
    return GONE;
  };
  const reading = readAll().then(end);

  const close = (): Promise<void> => {
    closing ??= within(clock, CLOSING, closePort(), () => new Error("late")).catch(() => {});
    return closing;
  };
  const closePort = async () => {
    await Promise.resolve(); // so that closing is known to be going on
    await Promise.all([reader?.cancel().catch(() => {}), writer?.abort().catch(() => {})]);
    await reading;
    writer?.releaseLock();
    await port.close().catch(() => {}); // what is gone is closed
  };

  return {
    most: () => PACKET,
    async write(bytes) {
      if (!writer || ended !== undefined || closing) throw new UserError(ended ?? GONE);
      try {
        await writer.ready;
        await writer.write(bytes);
      } catch {
        end(GONE);
        throw new UserError(GONE);
      }
    },
    onBytes(listener) {
      hear = listener;
    },
    onEnd(listener) {
      told = listener;
      if (ended !== undefined) listener(ended);
    },
    close,
  };
}
