import { Stopped, UserError } from "../../common/errors.js";
import type { Clock } from "./clock.js";
import { resampler } from "./resample.js";
import type { Source, TakeReading } from "./source.js";

/** What we use of a browser's event; a sensor that there is not says null. */
export interface MotionEventLike {
  /** milliseconds */
  readonly timeStamp: number;
  /** m/s² */
  readonly accelerationIncludingGravity: Axes | null;
  /** degrees a second */
  readonly rotationRate: Turning | null;
}
interface Axes {
  readonly x: number | null;
  readonly y: number | null;
  readonly z: number | null;
}
interface Turning {
  readonly alpha: number | null;
  readonly beta: number | null;
  readonly gamma: number | null;
}

/** What we use of a window. */
export interface MotionHost {
  listen(take: (event: MotionEventLike) => void): () => void;
  /** asks the person, where the browser wants that: must be called while a tap is handled */
  askPermission?(): Promise<string>;
  /** whether nobody looks at the page: sensors sleep then */
  hidden(): boolean;
}

/** m/s² of one g. */
const G = 9.80665;
const MOTION_RATE = 50;
/** Milliseconds after which a sensor that says nothing is none. */
export const SILENCE = 2000;

const CHANNELS = ["x", "y", "z"].map((name) => ({ name, unit: "g" }));
const TURNING = ["turn x", "turn y", "turn z"].map((name) => ({ name, unit: "°/s" }));

/**
 * The sensors of the phone or laptop that shows the page.
 * @param rotation how fast it turns, too
 * @throws UserError when it may not be read, or says nothing
 */
export async function openMotion(
  host: MotionHost,
  clock: Clock,
  signal: AbortSignal,
  rotation = false,
): Promise<Source> {
  // Before anything else is waited for: a tap counts only while it is handled.
  const allowed = (await host.askPermission?.()) ?? "granted";
  if (allowed !== "granted") {
    throw new UserError(
      'the motion sensor was refused: choose it again and tap "Allow"; where the question does not come again, close this page and open it anew',
    );
  }
  const read = rotation ? withTurning : acceleration;
  await firstReading(host, clock, signal, read, rotation);
  return {
    title: "this phone or laptop",
    madeUp: false,
    channels: rotation ? [...CHANNELS, ...TURNING] : CHANNELS,
    rate: MOTION_RATE,
    start: async (take, end) => startMotion(host, clock, read, take, end),
    async close() {},
  };
}

type Read = (event: MotionEventLike) => readonly number[] | undefined;

const acceleration: Read = ({ accelerationIncludingGravity: a }) =>
  a ? numbers([a.x, a.y, a.z])?.map((value) => value / G) : undefined;

const withTurning: Read = (event) => {
  const turn = event.rotationRate;
  const turning = turn && numbers([turn.beta, turn.gamma, turn.alpha]);
  const moved = acceleration(event);
  return turning && moved ? [...moved, ...turning] : undefined;
};

const isNumber = (value: number | null): value is number =>
  value !== null && Number.isFinite(value);

const numbers = (values: readonly (number | null)[]): readonly number[] | undefined =>
  values.every(isNumber) ? values : undefined;

/** Waits for a reading, so that a sensor that there is not is said at once. */
function firstReading(
  host: MotionHost,
  clock: Clock,
  signal: AbortSignal,
  read: Read,
  rotation: boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (act: () => void) => {
      off();
      stopWaiting();
      signal.removeEventListener("abort", abort);
      act();
    };
    const off = host.listen((event) => {
      if (read(event)) done(resolve);
    });
    const stopWaiting = clock.after(SILENCE, () => done(() => reject(nothing(rotation))));
    const abort = () => done(() => reject(new Stopped()));
    signal.addEventListener("abort", abort);
  });
}

const nothing = (rotation: boolean) =>
  new UserError(
    rotation
      ? "this device tells nothing of how fast it turns: leave that out, or open this page on a phone"
      : "no motion sensor answers: most laptops and computers have none; open this page on a phone, or take the made-up movements",
  );

function startMotion(
  host: MotionHost,
  clock: Clock,
  read: Read,
  take: TakeReading,
  end: (why: string) => void,
): () => Promise<void> {
  const pace = resampler(MOTION_RATE);
  let heard = clock.now();
  const stop = () => {
    off();
    stopLooking();
  };
  const off = host.listen((event) => {
    const values = read(event);
    if (!values) return;
    heard = clock.now();
    for (const reading of pace.push(event.timeStamp, values)) take(reading);
  });
  const stopLooking = clock.every(SILENCE / 4, () => {
    if (host.hidden()) heard = clock.now();
    if (clock.now() - heard <= SILENCE) return;
    stop();
    end("the motion sensor has stopped giving readings: wake the device, and connect again");
  });
  return async () => stop();
}
