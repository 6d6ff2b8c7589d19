import { Stopped, shown, UserError } from "../../common/errors.js";
import { boardText, parsed } from "../../common/espruino/answers.js";
import { HAS_BUTTON, watchingButton } from "../../common/espruino/button-watch.js";
import type { EspruinoLine } from "../../common/espruino/line.js";
import { type BoardProgram, runProgram } from "../../common/espruino/program.js";
import { readingOfBits, sensorProgram } from "../../common/espruino/sensor-program.js";
import {
  findSensor,
  INTERVALS,
  ownSensor,
  SENSORS,
  type Sensor,
} from "../../common/espruino/sensors.js";
import type { EspruinoLink } from "../links/link.js";
import { EXPRESSION } from "./sensor-choices.js";
import type { Source, TakeReading } from "./source.js";
import type { Wishes } from "./wishes.js";

/** Readings a second of a sensor that has no rate of its own. */
const USUAL_RATE = 10;

/** Hears the board's own button. */
type Pressed = (down: boolean) => void;

/**
 * A sensor of an Espruino board, read by a small program that is gone again afterwards; the board's own button is told, too,
 * if it has one.
 * @throws UserError when the board does not have it
 */
export async function espruinoSource(link: EspruinoLink, wishes: Wishes): Promise<Source> {
  const sensor = await sensorFor(link.line, wishes);
  const rate = sensor.rate ?? wishes.rate ?? USUAL_RATE;
  const interval = Math.round(1000 / rate);
  if (interval < INTERVALS.least || interval > INTERVALS.most) {
    throw new UserError(
      `got ${rate} readings a second, expected ${1000 / INTERVALS.most} to ${1000 / INTERVALS.least}`,
    );
  }
  const hasButton = (await link.line.evaluate(HAS_BUTTON)) === "1";
  const listeners = new Set<Pressed>();
  const reads = sensorProgram(sensor, interval, "bits");
  const runs: Runs = {
    sensor,
    program: hasButton ? watchingButton(reads) : reads,
    pressed(down) {
      for (const listener of listeners) listener(down);
    },
  };
  return {
    title: link.title,
    madeUp: false,
    channels: channelsOf(sensor),
    rate: sensor.rate ?? 1000 / interval,
    ...(hasButton && {
      onButton(pressed: Pressed) {
        // Each listener is one of its own, whatever function it is.
        const listener: Pressed = (down) => pressed(down);
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    }),
    start: (take, end) => startSensor(link.line, runs, take, end),
    close: () => link.line.close(),
  };
}

/** Numbers of a reading, at most: a line of a console must hold their bits. */
const MOST_VALUES = 32;

/** The wished sensor, or else the first that the board has. */
async function sensorFor(line: EspruinoLine, wishes: Wishes): Promise<Sensor> {
  const { sensor: name } = wishes;
  if (name === EXPRESSION) return expressionSensor(wishes);
  if (name?.startsWith("analog:") && !/^analog:[A-Z]{1,2}\d{1,2}$/.test(name)) {
    throw new UserError(`got the pin ${shown(name.slice(7))}, expected one such as A0 or D5`);
  }
  const candidates = name === undefined ? SENSORS : [findSensor(name)];
  const has = parsed(await line.evaluate(`[${candidates.map(hasSensor).join(",")}]`));
  const found = Array.isArray(has) ? candidates.find((_, i) => has[i] === 1) : undefined;
  if (found) return found;
  throw new UserError(
    name === undefined
      ? `${line.port}: got a board with no sensor that is known here, expected one with ${SENSORS.map((one) => one.name).join(", ")}: choose a pin, or an expression`
      : `${line.port}: got a board without the sensor ${name}: choose another`,
  );
}

function expressionSensor({ expression = "", values = 1 }: Wishes): Sensor {
  if (expression.trim() === "") {
    throw new UserError("got no expression, expected one such as analogRead(A0)");
  }
  if (!Number.isInteger(values) || values < 1 || values > MOST_VALUES) {
    throw new UserError(
      `got ${shown(values)} numbers of a reading, expected a whole number from 1 to ${MOST_VALUES}`,
    );
  }
  return ownSensor(expression, values);
}

const hasSensor = ({ needs }: Sensor): string =>
  needs === undefined ? "1" : `(function(){try{return(${needs})?1:0}catch(e){return 0}})()`;

const AXES = ["x", "y", "z"];
const UNITS: Readonly<Record<string, string>> = {
  accelerometer: "g",
  magnetometer: "0.1 µT",
  temperature: "°C",
};

function channelsOf({ name, values }: Sensor) {
  const unit = UNITS[name];
  const one = name === "--read" ? "value" : name.replace("analog:", "pin ");
  return Array.from({ length: values }, (_, i) => ({
    name: values === 3 && unit ? AXES[i]! : values === 1 ? one : `${one} ${i + 1}`,
    ...(unit && { unit }),
  }));
}

/** What runs on a board, and who hears its button. */
interface Runs {
  readonly sensor: Sensor;
  readonly program: BoardProgram;
  readonly pressed: Pressed;
}

/** Resolves once the program runs on the board. */
function startSensor(
  line: EspruinoLine,
  { sensor, program, pressed }: Runs,
  take: TakeReading,
  end: (why: string) => void,
): Promise<() => Promise<void>> {
  let stopping = false;
  const onSaid = (kind: string, value: unknown) => {
    if (kind === "button") {
      if (!stopping) pressed(value === 1);
      return;
    }
    if (kind !== "reading") throw sensorProblem(line.port, kind, value, sensor);
    const reading = readingOfBits(value, sensor.values, line.port);
    // A sensor's first readings may be none yet.
    if (!stopping && reading.every(Number.isFinite)) take(reading);
  };
  return new Promise((resolve, reject) => {
    let runs = false;
    const stopped = () => {
      if (!runs) {
        runs = true;
        resolve(stop);
      }
      return stopping;
    };
    const run = runProgram(line, program, onSaid, stopped);
    const stop = async () => {
      stopping = true;
      await run.catch(() => {});
    };
    run.then(
      () => {
        if (!runs) reject(new Stopped());
        else if (!stopping) end("the board's program has ended: connect again");
      },
      (error: Error) => {
        if (!runs) reject(error);
        else if (!stopping) end(error.message);
      },
    );
  });
}

function sensorProblem(port: string, kind: string, value: unknown, sensor: Sensor): UserError {
  if (kind === "missing") {
    return new UserError(`${port}: got a board without the sensor ${sensor.name}: choose another`);
  }
  if (kind === "error") {
    const words = boardText(typeof value === "string" ? value : String(value));
    return new UserError(`${port}: the sensor cannot be read: the board says: ${words}`);
  }
  return new UserError(
    `${port}: got a reading that is not ${sensor.values} number${sensor.values === 1 ? "" : "s"}: choose how many numbers the expression gives`,
  );
}
