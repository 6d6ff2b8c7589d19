import { shown, UsageError } from "../errors.js";
import { quote } from "./quote.js";

/** A sensor of a board: what gives one reading. JavaScript as far as Espruino knows it. */
export interface Sensor {
  readonly name: string;
  /** for people: boards, values and their units */
  readonly title: string;
  /** how many numbers a reading has */
  readonly values: number;
  /** new readings a second, where that is known */
  readonly rate?: number;
  /** an expression: a number, or a list of numbers */
  readonly read: string;
  /** an expression: whether the board has it; left out where all have */
  readonly needs?: string;
  /** what to do when it has not, or when it cannot be read */
  readonly missing?: string;
  /** statements around the recording; `p` is an object that both share */
  readonly start?: string;
  readonly stop?: string;
}

/** Milliseconds between two readings: what a board can print, and what a person would wait for. */
export const INTERVALS = { least: 10, most: 3_600_000 } as const;

const axes = (from: string) => `(function(a){return[a.x,a.y,a.z]})(${from})`;

const OTHERS = "or record by --read with an expression, or by --sensor analog:PIN";

/** Readings a second of both watches' accelerometers; Bangle.setPollInterval only asks more often for the same ones. */
export const ACCELEROMETER_RATE = 12.5;

const accelerometer: Sensor = {
  name: "accelerometer",
  title: "Bangle.js: x, y, z in g; a new one 12.5 times a second",
  values: 3,
  rate: ACCELEROMETER_RATE,
  read: axes("Bangle.getAccel()"),
  needs: "global.Bangle&&Bangle.getAccel",
  missing: `the accelerometer is that of a Bangle.js: name one with --board and --port, ${OTHERS}`,
  // At rest the watch would look at it less often.
  start: "p.saving=Bangle.getOptions().powerSave;Bangle.setOptions({powerSave:false})",
  stop: "if(p.saving!==undefined)Bangle.setOptions({powerSave:p.saving})",
};

const magnetometer: Sensor = {
  name: "magnetometer",
  title: "Puck.js: x, y, z in 0.1 µT",
  values: 3,
  read: axes("Puck.mag()"),
  needs: "global.Puck&&Puck.mag",
  missing: `the magnetometer is that of a Puck.js: name one with --board and --port, ${OTHERS}`,
};

const temperature: Sensor = {
  name: "temperature",
  title: "Puck.js: its sensor's in °C; elsewhere the chip's",
  values: 1,
  read: "global.Puck&&Puck.getTemperature?Puck.getTemperature():E.getTemperature()",
  needs: "global.Puck&&Puck.getTemperature||E.getTemperature",
  missing: `this board's firmware measures no temperature: take another board, ${OTHERS}`,
};

const light: Sensor = {
  name: "light",
  title: "Puck.js: by its red LED, from 0 to 1",
  values: 1,
  read: "Puck.light()",
  needs: "global.Puck&&Puck.light",
  missing: `light is measured by a Puck.js: name one with --board and --port, ${OTHERS}`,
};

const analog = (pin: string): Sensor => ({
  name: `analog:${pin}`,
  title: "a pin's voltage as a share of the supply, from 0 to 1",
  values: 1,
  read: `analogRead(new Pin(${quote(pin)}))`,
  needs: `(function(q){return !q.getInfo||q.getInfo()})(new Pin(${quote(pin)}))`,
  missing: "name a pin of this board that measures voltages: see its pinout",
});

export const SENSORS: readonly Sensor[] = [accelerometer, magnetometer, light, temperature];

/**
 * Finds a sensor by its name, or by "analog:" and a pin.
 * @throws UsageError when there is none of that name
 */
export function findSensor(text: string): Sensor {
  const [, pin] = /^analog:([A-Z]{1,2}\d{1,2})$/.exec(text) ?? [];
  const sensor = pin ? analog(pin) : SENSORS.find(({ name }) => name === text);
  if (sensor) return sensor;
  const names = SENSORS.map(({ name }) => name).join(", ");
  throw new UsageError(
    `--sensor: got ${shown(text)}, expected ${names} or analog:PIN with a pin such as A0`,
  );
}

/** A sensor that an expression of the user's gives; it is code by intent. */
export const ownSensor = (expression: string, values: number): Sensor => ({
  name: "--read",
  title: "the expression",
  values,
  missing: "the expression of --read is JavaScript for the board: try it in the board's console",
  read: `${expression}\n`, // a comment at its end ends there
});
