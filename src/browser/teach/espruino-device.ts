import { UserError } from "../../common/errors.js";
import { boardText } from "../../common/espruino/answers.js";
import { runProgram } from "../../common/espruino/program.js";
import type { Sensor } from "../../common/espruino/sensors.js";
import { boardTeacher } from "../../common/espruino/teacher.js";
import { teachingProgram } from "../../common/espruino/teaching.js";
import { bitsFromFloats } from "../../common/learning/replay.js";
import type { EspruinoLink } from "../links/link.js";
import type { Source } from "../sources/source.js";
import type { DeviceEvent, TeachDevice } from "./device.js";

/** How a board with Espruino comes to its readings. */
export interface EspruinoReadings {
  /** its own, so many milliseconds apart */
  readonly sensor?: Sensor;
  readonly interval: number;
  /** or those of one of the page's sources */
  readonly source?: Source;
}

/** More readings a second than these are not told one by one: a line would not carry them. */
const MOST_TOLD = 30;

/** A board with Espruino on whose Storage the network's module is. @param name the module's */
export function espruinoDevice(
  { line, title }: EspruinoLink,
  name: string,
  { sensor, interval, source }: EspruinoReadings,
): TeachDevice {
  let teacher = boardTeacher(line);
  let resting = true;
  let waiting: Uint32Array[] = [];
  let feeding = false;

  const feed = async (): Promise<void> => {
    if (feeding) return;
    feeding = true;
    try {
      while (waiting.length > 0 && !resting) {
        const some = waiting;
        waiting = [];
        await teacher.feed(some);
      }
    } finally {
      feeding = false;
    }
  };

  return {
    title,
    readings: source?.title ?? sensor?.name ?? "its own sensor",
    async start(onEvent) {
      teacher = boardTeacher(line);
      resting = true;
      let stopped = false;
      let began: () => void = () => {};
      const beginning = new Promise<void>((resolve) => {
        began = resolve;
      });
      const program = teachingProgram({
        name,
        ...(sensor && !source && { sensor }),
        interval,
        readings: interval >= 1000 / MOST_TOLD,
      });
      const running = runProgram(
        line,
        program,
        (kind, value) => onEvent(eventOf(kind, value, line.port)),
        // Asked as soon as the program runs.
        () => {
          began();
          return stopped;
        },
      );
      const ended = running.then(
        () => {
          if (!stopped) onEvent({ kind: "end", why: `${line.port}: the board's program ended` });
        },
        (error: unknown) => {
          if (stopped) return;
          onEvent({ kind: "end", why: error instanceof Error ? error.message : String(error) });
        },
      );
      await Promise.race([beginning, running]);
      const stopSource = await source?.start(
        (reading) => {
          if (resting) return;
          waiting.push(bitsFromFloats(reading));
          feed().catch(() => {}); // the program's own end tells
        },
        (why) => onEvent({ kind: "end", why }),
      );
      return async () => {
        stopped = true;
        resting = true;
        await stopSource?.();
        await ended;
      };
    },
    facts: () => teacher.facts(),
    async goOn() {
      waiting = [];
      await teacher.rest(false);
      resting = false;
    },
    async rest() {
      resting = true;
      waiting = [];
      await teacher.rest(true);
    },
    teach: (guess, target) => teacher.teach(guess, target),
    learn: () => teacher.learn(),
    state: () => teacher.readState(),
    put: (words) => teacher.writeState(words),
    save: async () => void (await teacher.save()),
  };
}

const isBits = (value: unknown): value is readonly number[] =>
  Array.isArray(value) &&
  value.every((one) => Number.isInteger(one) && one >= 0 && one <= 0xffffffff);

/** What the program says, checked. Throws a UserError. */
function eventOf(kind: string, value: unknown, port: string): DeviceEvent {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  if (kind === "reading" && isBits(list) && list.length > 1) {
    return { kind, number: list[0]!, bits: Uint32Array.from(list.slice(1)) };
  }
  if (kind === "guess" && list.length === 4) {
    const [reading, number, features, said] = list;
    if (isBits([reading, number]) && isBits(features) && isBits(said)) {
      return {
        kind,
        reading: Number(reading),
        number: Number(number),
        features: Uint32Array.from(features),
        said: Uint32Array.from(said),
      };
    }
  }
  if (kind === "missing") {
    throw new UserError(
      `${port}: got a board without that sensor, expected one that has it; choose another`,
    );
  }
  if (kind === "error") {
    throw new UserError(`${port}: the board says: ${boardText(String(value))}`);
  }
  throw new UserError(
    `${port}: got ${boardText(kind)} from the board, expected readings and guesses; is another perceptino running on it?`,
  );
}
