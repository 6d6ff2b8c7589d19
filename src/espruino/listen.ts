import { shown, UsageError, UserError } from "../errors.js";
import type { ReadingColumns } from "../readings.js";
import type { EspruinoLine } from "./line.js";
import { type BoardProgram, runProgram } from "./program.js";
import { quote } from "./quote.js";
import { openReadings, type ReadingsFile } from "./readings-file.js";
import type { Sensor } from "./sensors.js";

/** Milliseconds between two readings: what a board can print, and what a person would wait for. */
export const INTERVALS = { least: 10, most: 3_600_000 } as const;

export interface RecordOptions {
  readonly sensor: Sensor;
  readonly columns: ReadingColumns;
  /** one 0 or 1 for each label column: see {@link labelsOf} */
  readonly labels: readonly number[];
  /** milliseconds between two readings */
  readonly interval: number;
  readonly seconds: number;
  /** CSV; continued when it is there */
  readonly out: string;
  readonly stopped: () => boolean;
  readonly onReading?: (values: readonly number[], count: number) => void;
}

export interface Recorded {
  readonly readings: number;
  /** readings that had something other than a number, such as a sensor's first */
  readonly skipped: number;
}

/**
 * Records a sensor's readings with one label, by a small program on the board that is gone again afterwards.
 * @throws UserError when a reading has not one number for each input, and as {@link runProgram} does
 */
export async function recordReadings(
  line: EspruinoLine,
  options: RecordOptions,
): Promise<Recorded> {
  const { sensor, columns, labels, interval } = options;
  expectInterval(interval);
  expectSensor(sensor, columns.inputs.length);
  const file = await openReadings(options.out, columns);
  let until: number | undefined;
  let readings = 0;
  let skipped = 0;
  const onSaid = (kind: string, value: unknown) => {
    if (kind === "error") throw new UserError(`${line.port}: the board says: ${String(value)}`);
    const values = expectReading(value, columns.inputs.length, line.port);
    if (values.some((one) => !isFinite32(one))) {
      skipped++;
      return;
    }
    file.add(values as readonly number[], labels);
    readings++;
    options.onReading?.(values as readonly number[], readings);
  };
  try {
    await runProgram(line, recording(sensor, interval), onSaid, () => {
      until ??= Date.now() + 1000 * options.seconds; // it runs by now
      return options.stopped() || Date.now() >= until;
    });
  } finally {
    file.close();
  }
  return { readings, skipped };
}

function recording(sensor: Sensor, interval: number): BoardProgram {
  return {
    // The expression is code, but of its own: whatever is wrong in it is an error of this line.
    start: `p.read=eval(${quote(`(function(){return(${sensor.read})})`)});
${sensor.start ?? ""};
p.take=function(){var r;try{r=p.read()}catch(e){return p.say("error",""+e)}p.say("reading",r)};
p.take();
p.timer=setInterval(p.take,${interval})`,
    stop: `if(p.timer)clearInterval(p.timer);${sensor.stop ?? ""}`,
  };
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
type Told = number | null;

function expectReading(value: unknown, inputs: number, port: string): readonly Told[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  const told = values.every((one) => typeof one === "number" || one === null);
  if (told && values.length === inputs) return values as Told[];
  throw new UserError(
    `${port}: got the reading ${shown(value)}, expected ${inputs} number${inputs === 1 ? "" : "s"}, one for each input of the network`,
  );
}

const isFinite32 = (value: Told) => value !== null && Number.isFinite(Math.fround(value));

/**
 * The labels that a recording gives to all its readings: 0 for none of the outputs, an output's name for this one alone,
 * or 1 where there is only one output.
 * @throws UsageError when it is none of them
 */
export function labelsOf(outputs: readonly string[], label: string): readonly number[] {
  const only = outputs.length === 1;
  if (outputs.includes(label)) return outputs.map((name) => (name === label ? 1 : 0));
  if (label === "0") return outputs.map(() => 0);
  if (label === "1" && only) return [1];
  const names = outputs.map(shown).join(", ");
  throw new UsageError(
    `--label: got ${shown(label)}, expected ${only ? `0, 1 or ${names}` : `0 for none, or one of ${names}`}`,
  );
}

/** What a network on a board tells while it works. */
export type NetworkEvent =
  | { readonly event: "train"; readonly loss: number | null }
  | {
      readonly event: "predict";
      readonly probabilities: readonly Told[];
      readonly reading: readonly Told[];
    }
  | {
      readonly event: "observe";
      readonly reading: readonly Told[];
      readonly labels: readonly Told[];
    };

export interface MonitorOptions {
  /** the module's name */
  readonly name: string;
  /** CSV for the labelled readings; continued when it is there */
  readonly out?: { readonly path: string; readonly columns: ReadingColumns };
  readonly stopped: () => boolean;
  readonly onEvent: (event: NetworkEvent) => void;
}

/**
 * Tells what a network on a board does: losses, predictions and the readings that it learns from.
 * @throws UserError when the board has no such module, and as {@link runProgram} does
 */
export async function monitorEspruino(line: EspruinoLine, options: MonitorOptions): Promise<void> {
  const { out } = options;
  const file = out && (await openReadings(out.path, out.columns));
  try {
    await runProgram(
      line,
      listening(options.name),
      (kind, value) => {
        const event = eventOf(kind, value as readonly unknown[]);
        if (event === undefined) return;
        if (file && out && event.event === "observe") keep(file, event, out.columns, line.port);
        options.onEvent(event);
      },
      options.stopped,
    );
  } finally {
    file?.close();
  }
}

const EVENTS = ["train", "predict", "observe"] as const;

function listening(name: string): BoardProgram {
  return {
    // Typed arrays would be told as objects by other engines than Espruino.
    start: `p.net=require(${quote(name)});p.ears={};
${JSON.stringify(EVENTS)}.forEach(function(k){
p.net.on(k,p.ears[k]=function(a,b){
p.say(k,[a,b].map(function(x){return x&&x.length!==undefined?[].slice.call(x):x}));
});
})`,
    stop: "for(var k in p.ears)p.net.removeListener(k,p.ears[k])",
  };
}

function eventOf(kind: string, [first, second]: readonly unknown[]): NetworkEvent | undefined {
  const event = EVENTS.find((name) => name === kind);
  if (event === "train") return { event, loss: first as Told };
  if (event === "predict") {
    return { event, probabilities: first as Told[], reading: second as Told[] };
  }
  if (event === "observe") {
    const labels = Array.isArray(second) ? second : [second]; // one output has its label as a number
    return { event, reading: first as Told[], labels: labels as Told[] };
  }
  return undefined;
}

function keep(
  file: ReadingsFile,
  { reading, labels }: { readonly reading: readonly Told[]; readonly labels: readonly Told[] },
  columns: ReadingColumns,
  port: string,
): void {
  const values = expectReading(reading, columns.inputs.length, port);
  if (labels.length !== columns.outputs.length) {
    throw new UserError(
      `${port}: got ${labels.length} labels, expected ${columns.outputs.length}; is another network on the board?`,
    );
  }
  if (values.every(isFinite32)) file.add(values as readonly number[], labels as readonly number[]);
}
