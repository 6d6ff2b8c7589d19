import type { App } from "../state/app-state.js";
import { type Arrivals, arrivals } from "./arrivals.js";
import { type Clock, pageClock } from "./clock.js";
import { createRing, type Ring } from "./ring.js";
import type { Source, TakeReading } from "./source.js";

/** Seconds of readings that are kept for who wants to look back. */
const KEPT = 60;
/** Milliseconds that a source goes on when nobody listens: one screen gives way to another. */
const LINGER = 1000;

/**
 * The readings of whatever source is connected. It runs while somebody listens; listeners stay when a source is lost and
 * another comes.
 */
export interface Stream {
  /**
   * Listens to each reading from now on. A reading is shared by all listeners: copy what is to be changed.
   * @returns what ends the listening
   */
  subscribe(take: TakeReading): () => void;
  /** the last readings of this source: (count, channels), the oldest first; at most those of a minute */
  last(readings: number): Float32Array<ArrayBuffer>;
  /** readings of this source so far */
  count(): number;
  /** readings a second, of late; undefined where there are too few to say */
  rate(): number | undefined;
  /**
   * Stops the source although there are listeners, as a board runs one program at a time.
   * @returns what lets it go on
   */
  pause(): Promise<() => void>;
  /** Takes readings from a source. @param end called once when they end by themselves, with a sentence */
  attach(source: Source, end: (why: string) => void): void;
  /** Stops the source, which is then nobody's. */
  detach(): Promise<void>;
}

interface Attached {
  readonly source: Source;
  readonly end: (why: string) => void;
  readonly ring: Ring;
  readonly came: Arrivals;
}

export function createStream(clock: Clock = pageClock): Stream {
  const listeners = new Set<TakeReading>();
  let attached: Attached | undefined;
  /** listeners, and those that have gone a moment ago */
  let places = 0;
  let pauses = 0;
  /** what runs now, and what stops it */
  let running: { readonly of: Attached; readonly stop: () => Promise<void> } | undefined;
  /** starts and stops follow each other: a board must have stopped one program before it runs another */
  let turn: Promise<void> = Promise.resolve();

  const wanted = () => (places > 0 && pauses === 0 ? attached : undefined);

  const hear = (of: Attached) => (reading: Float32Array<ArrayBuffer>) => {
    if (of !== attached || reading.length !== of.ring.channels) return;
    of.ring.push(reading);
    of.came.add(clock.now());
    for (const take of listeners) take(reading);
  };
  const lost = (of: Attached, why: string) => {
    if (running?.of === of) running = undefined;
    if (of !== attached) return;
    attached = undefined;
    of.end(why);
  };
  /** Makes what runs what is wanted. */
  const settle = (): Promise<void> => {
    turn = turn.then(async () => {
      if (running && running.of !== wanted()) {
        const { stop } = running;
        running = undefined;
        await stop().catch(() => {}); // what is gone has stopped
      }
      const of = wanted();
      if (!of || running) return;
      let ended: string | undefined;
      const end = (why: string) => {
        ended ??= why;
        lost(of, why);
      };
      try {
        const stop = await of.source.start(hear(of), end);
        if (ended === undefined) running = { of, stop };
      } catch (error) {
        lost(of, (error as Error).message);
      }
    });
    return turn;
  };

  return {
    subscribe(take) {
      // Each listener is one of its own, whatever function it is.
      const listener: TakeReading = (reading) => take(reading);
      listeners.add(listener);
      places++;
      void settle();
      return () => {
        if (!listeners.delete(listener)) return;
        clock.after(LINGER, () => {
          places--;
          void settle();
        });
      };
    },
    last: (readings) => attached?.ring.last(readings) ?? new Float32Array(0),
    count: () => attached?.ring.count() ?? 0,
    rate: () => attached?.came.rate(),
    async pause() {
      pauses++;
      let paused = true;
      await settle();
      return () => {
        if (!paused) return;
        paused = false;
        pauses--;
        void settle();
      };
    },
    attach(source, end) {
      const capacity = Math.max(1, Math.ceil(KEPT * source.rate));
      const ring = createRing(capacity, source.channels.length);
      attached = { source, end, ring, came: arrivals() };
      void settle();
    },
    async detach() {
      attached = undefined;
      await settle();
    },
  };
}

const streams = new WeakMap<App, Stream>();

/** The one stream of a page. */
export function streamOf(app: App): Stream {
  const known = streams.get(app);
  if (known) return known;
  const stream = createStream();
  streams.set(app, stream);
  return stream;
}
