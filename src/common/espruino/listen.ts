import { shown, UsageError, UserError } from "../errors.js";
import type { ReadingColumns } from "../learning/readings.js";
import { columnName, type NetworkSpec, outputNames } from "../network/network-file.js";
import { counted } from "../text.js";
import { boardText } from "./answers.js";
import type { EspruinoLine } from "./line.js";
import { type BoardProgram, runProgram } from "./program.js";
import { quote } from "./quote.js";
import { arrivalRate } from "./recording-rate.js";
import { sensorProgram } from "./sensor-program.js";
import { INTERVALS, type Sensor } from "./sensors.js";

/** Where readings are kept, row by row; each is kept when add returns. */
export interface ReadingsSink {
  add(values: readonly number[], labels: readonly number[]): void;
  close(): void;
}

/** Opens a sink by its name. Throws a UserError when it cannot take these columns. */
export type OpenReadings = (name: string, columns: ReadingColumns) => Promise<ReadingsSink>;

export interface RecordOptions {
  readonly sensor: Sensor;
  readonly columns: ReadingColumns;
  /** one number for each column of the target: see {@link targetFromText} */
  readonly labels: readonly number[];
  /** milliseconds between two readings */
  readonly interval: number;
  readonly seconds: number;
  /** milliseconds since any moment; Date.now() when left out */
  readonly now?: () => number;
  /** CSV; continued when it is there */
  readonly out: string;
  readonly stopped: () => boolean;
  readonly onReading?: (values: readonly number[], count: number) => void;
}

export interface Recorded {
  readonly readings: number;
  /** readings that had something other than a number, such as a sensor's first */
  readonly skipped: number;
  /** readings that were lost or damaged on their way from the board */
  readonly damaged: number;
  /** how many came a second; left out where they were too few to say */
  readonly rate?: number;
}

/**
 * Records a sensor's readings with one label, by a small program on the board that is gone again afterwards.
 * @throws UserError when a reading has not one number for each input, and as {@link runProgram} does
 */
export async function recordReadings(
  line: EspruinoLine,
  options: RecordOptions,
  openReadings: OpenReadings,
): Promise<Recorded> {
  const { sensor, columns, labels, interval, now = Date.now } = options;
  expectInterval(interval);
  expectSensor(sensor, columns.inputs.length);
  const file = await openReadings(options.out, columns);
  let until: number | undefined;
  const recorded = { readings: 0, skipped: 0, damaged: 0 };
  const came = { first: 0, last: 0 };
  const onSaid = (kind: string, value: unknown) => {
    if (kind === "missing") throw sensorMissing(line.port, sensor);
    if (kind === "error") throw sensorError(line.port, sensor, value);
    const values = expectReading(value, columns.inputs.length, line.port);
    came.last = now();
    if (recorded.readings + recorded.skipped === 0) came.first = came.last;
    if (!values.every(isFinite32)) {
      recorded.skipped++;
      return;
    }
    file.add(values, labels);
    recorded.readings++;
    options.onReading?.(values, recorded.readings);
  };
  const stopped = () => {
    until ??= Date.now() + 1000 * options.seconds; // it runs by now
    return options.stopped() || Date.now() >= until;
  };
  try {
    await runProgram(line, sensorProgram(sensor, interval), onSaid, stopped, ({ damaged }) => {
      recorded.damaged = damaged;
    });
  } catch (error) {
    throw withKept(error, recorded.readings, options.out);
  } finally {
    file.close();
  }
  if (recorded.readings === 0 && recorded.skipped > 0 && !options.stopped()) {
    throw sensorError(line.port, sensor, `${counted(recorded.skipped, "reading")}, none a number`);
  }
  const all = recorded.readings + recorded.skipped + recorded.damaged;
  const rate = arrivalRate(all, came.last - came.first);
  return { ...recorded, ...(rate !== undefined && { rate }) };
}

/** An error, with what is kept all the same. */
function withKept(error: unknown, readings: number, path: string): unknown {
  if (!(error instanceof UserError) || error instanceof UsageError || readings === 0) return error;
  return new UserError(`${error.message}; ${counted(readings, "reading")} before that in ${path}`);
}

function sensorMissing(port: string, { name, missing = "choose another" }: Sensor): UserError {
  return new UserError(
    `${port}: got a board that does not have the sensor ${name}, expected one that does; ${missing}`,
  );
}

/** What a board says when its sensor gives nothing, with what may be the matter. */
function sensorError(port: string, { missing }: Sensor, said: unknown): UserError {
  const words = boardText(typeof said === "string" ? said : shown(said));
  return new UserError(`${port}: the board says: ${words}${missing ? `; ${missing}` : ""}`);
}

function expectInterval(interval: number): void {
  if (interval >= INTERVALS.least && interval <= INTERVALS.most) return;
  throw new UsageError(
    `--interval: got ${interval}, expected ${INTERVALS.least} to ${INTERVALS.most} milliseconds`,
  );
}

function expectSensor({ name, values }: Sensor, inputs: number): void {
  if (values === inputs) return;
  throw new UserError(
    `--sensor: got ${name} with ${values} numbers, expected ${inputs}, one for each input of the network`,
  );
}

/** What a board tells of a number: JSON has none for NaN and infinity. */
type JsonNumber = number | null;

const isJsonNumber = (value: unknown): value is JsonNumber =>
  typeof value === "number" || value === null;

/** A reading as a board told it, checked. */
function expectReading(value: unknown, inputs: number, port: string): readonly JsonNumber[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  if (values.every(isJsonNumber) && values.length === inputs) return values;
  throw new UserError(
    `${port}: got the reading ${shown(value)}, expected ${inputs} number${inputs === 1 ? "" : "s"}, one for each input of the network`,
  );
}

/**
 * The target of a reading as a board told it, checked.
 * @param labels values that each number of it may take, as the network's task has it; 0 for any number
 * @param count numbers of it, where that is known
 */
function expectTarget(
  value: unknown,
  port: string,
  labels: number,
  count?: number,
): readonly number[] {
  const target: unknown[] = Array.isArray(value) ? value : [value]; // a single one is told as a number
  const isRight = (one: unknown): one is number =>
    typeof one === "number" &&
    isFinite32(one) &&
    (labels === 0 || (Number.isInteger(one) && one >= 0 && one < labels));
  if (!target.every(isRight)) {
    const expected =
      labels === 0
        ? "numbers"
        : labels === 2
          ? "0 or 1 for each output"
          : `a class from 0 to ${labels - 1}`;
    throw new UserError(
      `${port}: got the labels ${shown(value)}, expected ${expected}; is it a network of perceptino's?`,
    );
  }
  if (count !== undefined && target.length !== count) {
    throw new UserError(
      `${port}: got ${counted(target.length, "label")}, expected ${count}; is another network on the board?`,
    );
  }
  return target.map((one) => (one === 0 ? 0 : one)); // −0 is the label 0
}

const isFinite32 = (value: JsonNumber): value is number =>
  value !== null && Number.isFinite(Math.fround(value));

/**
 * The labels that a recording gives to all its readings: 0 or "none" for none of the outputs, an output's name for this one
 * alone ("name:" before it says that it is one), or 1 where there is only one output.
 * @throws UsageError when it is none of them, or 0 where an output has that name
 */
export function labelsFromText(outputs: readonly string[], text: string): readonly number[] {
  const label = columnName(text);
  const only = outputs.length === 1;
  if (label === "0" && outputs.includes(label)) {
    throw new UsageError(
      '--label: got "0", which is the name of an output and also means no output, expected name:0 for that output or none for no output',
    );
  }
  const [, named = label] = /^name:(.*)$/s.exec(label) ?? [];
  const meant = outputs.includes(label) ? label : columnName(named);
  if (outputs.includes(meant)) return outputs.map((name) => (name === meant ? 1 : 0));
  if (label === "0" || label === "none") return outputs.map(() => 0);
  if (label === "1" && only) return [1];
  const names = outputs.map(shown).join(", ");
  throw new UsageError(
    `--label: got ${shown(text)}, expected ${only ? `0, 1 or ${names}` : `0 for none, or one of ${names}`}`,
  );
}

/**
 * The target that a recording gives to all its readings, by the network's task: labels as {@link labelsFromText} has them,
 * the number of a class by its name or its number, or numbers with commas between them.
 * @throws UsageError when it is none of them
 */
export function targetFromText(
  spec: Pick<NetworkSpec, "task" | "outputs">,
  text: string,
): readonly number[] {
  const outputs = outputNames(spec);
  if (spec.task === "yes-no") return labelsFromText(outputs, text);
  const label = columnName(text);
  if (spec.task === "classes") {
    const [, named = label] = /^name:(.*)$/s.exec(label) ?? [];
    const found = [label, columnName(named)].map((name) => outputs.indexOf(name));
    const number = /^\d{1,9}$/.test(label) ? Number(label) : -1;
    const meant = found.find((index) => index >= 0) ?? number;
    if (meant >= 0 && meant < outputs.length) return [meant];
    throw new UsageError(
      `--label: got ${shown(text)}, expected one of ${outputs.map(shown).join(", ")}, or its number from 0 to ${outputs.length - 1}`,
    );
  }
  const numbers = label.split(",").map((one) => (one.trim() === "" ? Number.NaN : Number(one)));
  if (numbers.length === outputs.length && numbers.every(isFinite32)) return numbers;
  throw new UsageError(
    `--label: got ${shown(text)}, expected ${counted(outputs.length, "number")}${outputs.length > 1 ? " with commas between them" : ""}`,
  );
}

/** What a network on a board tells while it works. */
export type NetworkEvent =
  | { readonly event: "train"; readonly loss: number | null }
  | {
      readonly event: "predict";
      readonly probabilities: readonly JsonNumber[];
      readonly reading: readonly JsonNumber[];
    }
  | {
      readonly event: "observe";
      readonly reading: readonly JsonNumber[];
      readonly labels: readonly number[];
    };

export interface MonitorOptions {
  /** the module's name */
  readonly name: string;
  /** CSV for the labelled readings; continued when it is there */
  readonly out?: {
    readonly path: string;
    readonly columns: ReadingColumns;
    /** values that a number of a target may take: 2 when left out, 0 for any number */
    readonly labels?: number;
  };
  readonly stopped: () => boolean;
  /** @param kept labelled readings in the file so far */
  readonly onEvent: (event: NetworkEvent, kept: number) => void;
}

/** What a monitor came to. */
export interface Monitored {
  readonly events: number;
  /** readings in the file */
  readonly kept: number;
  /** events that the board passed over, because there were more of them than a line can carry */
  readonly passed: number;
  /** events that were lost or damaged on their way from the board */
  readonly damaged: number;
}

/**
 * Tells what a network on a board does: losses, predictions and the readings that it learns from. The board tells at once
 * and not by a queue of events, which would fill the memory of a program that predicts in a loop; when telling takes more
 * than a fifth of its time, it passes events over, but never a reading that is to be kept.
 * @throws UserError when the board has no such module, tells what is none of this, and as {@link runProgram} does
 */
export async function monitorEspruino(
  line: EspruinoLine,
  options: MonitorOptions,
  openReadings: OpenReadings,
): Promise<Monitored> {
  const { out } = options;
  const file = out && (await openReadings(out.path, out.columns));
  const monitored = { events: 0, kept: 0, passed: 0, damaged: 0 };
  const onSaid = (kind: string, value: unknown) => {
    if (kind === "passed") {
      monitored.passed = Number.isSafeInteger(value) ? Number(value) : 0;
      return;
    }
    const event = eventOf(kind, value, line.port, out);
    if (file && event.event === "observe" && event.reading.every(isFinite32)) {
      file.add(event.reading, event.labels);
      monitored.kept++;
    }
    monitored.events++;
    options.onEvent(event, monitored.kept);
  };
  try {
    const program = listening(options.name, out !== undefined);
    await runProgram(line, program, onSaid, options.stopped, ({ damaged }) => {
      monitored.damaged = damaged;
    });
  } catch (error) {
    throw out ? withKept(error, monitored.kept, out.path) : error;
  } finally {
    file?.close();
  }
  return monitored;
}

const EVENTS = ["train", "predict", "observe"] as const;
/** Of a program's time that telling may take: one part in so many, and seconds that it may be ahead of that. */
const SHARE = { part: 5, ahead: 0.5 } as const;

/**
 * Hears what the module emits as it emits it: `emit` is put before Espruino's own, which makes a queue of what somebody
 * listens to. The module emits only what somebody listens to, so there is a listener, which does nothing.
 */
function listening(name: string, keep: boolean): BoardProgram {
  return {
    // Typed arrays would be told as objects by other engines than Espruino. Printing takes time while the line is full.
    start: `p.net=require(${quote(name)});p.ear=function(){};p.may=${SHARE.ahead};p.at=getTime();p.left=0;
p.list=function(x){return x&&typeof x=="object"&&x.length!==undefined?[].slice.call(x):x};
p.hear=function(k,a,b){
var t=getTime();p.may=Math.min(${SHARE.ahead},p.may+(t-p.at)/${SHARE.part});p.at=t;
if(${keep ? 'k!="observe"&&' : ""}p.may<=0){p.left++;return}
p.say(k,[p.list(a),p.list(b)]);
p.may-=getTime()-t;
};
p.queue=p.net.emit;
${JSON.stringify(EVENTS)}.forEach(function(k){p.net.on(k,p.ear)});
Object.defineProperty(p.net,"emit",{configurable:true,writable:true,value:function(k,a,b,c){
if(${JSON.stringify(EVENTS)}.indexOf(k)>=0)p.hear(k,a,b);
var l=p.net["#on"+k];
if(l!==p.ear&&!(l&&l.length==1&&l[0]===p.ear))p.queue.call(p.net,k,a,b,c);
}})`,
    stop: `if(p.queue){delete p.net.emit;
${JSON.stringify(EVENTS)}.forEach(function(k){p.net.removeListener(k,p.ear)});
if(getTime()<p.until)p.say("passed",p.left)}`,
  };
}

/** An event as a board told it, checked. Throws a UserError. */
function eventOf(
  kind: string,
  value: unknown,
  port: string,
  out: MonitorOptions["out"],
): NetworkEvent {
  const columns = out?.columns;
  const event = EVENTS.find((name) => name === kind);
  const [first, second]: readonly unknown[] = Array.isArray(value) ? value : [];
  const wrong = () =>
    new UserError(
      `${port}: got the event ${shown(kind)} with ${shown(value)}, expected a loss, a prediction or a labelled reading; is it a network of perceptino's?`,
    );
  const lists = (one: unknown): readonly JsonNumber[] => {
    if (Array.isArray(one) && one.every(isJsonNumber)) return one;
    throw wrong();
  };
  if (event === undefined) throw wrong();
  if (event === "train") {
    if (isJsonNumber(first)) return { event, loss: first };
    throw wrong();
  }
  if (event === "predict") return { event, probabilities: lists(first), reading: lists(second) };
  const reading = columns ? expectReading(first, columns.inputs.length, port) : lists(first);
  const target = expectTarget(second, port, out ? (out.labels ?? 2) : 0, columns?.outputs.length);
  return { event, reading, labels: target };
}
