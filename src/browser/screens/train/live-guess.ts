import type { TakeReading } from "../../sources/source.js";
import { worker } from "../../worker/client.js";

/** Readings as they come: what the page's stream is. */
export interface Readings {
  subscribe(take: TakeReading): () => void;
}

/** What is guessed, with which network. */
export interface GuessOrder {
  /** of the network file */
  readonly text: string;
  /** what it knows, where it is not being trained in this page */
  readonly checkpoint?: Uint8Array;
  /** for each input of the network, which channel of a reading it is */
  readonly channels: readonly number[];
}

/** Milliseconds between two questions to the worker. */
const PERIOD = 60;
/** Numbers that wait at most: of more, the oldest are left out and the window begins anew. */
const MOST_WAITING = 4096;

/**
 * Guesses what the readings are that come.
 * @param tell called with (outputs) what the network says, whenever it says something
 * @returns what ends it
 */
export function guessLive(
  readings: Readings,
  { text, checkpoint, channels }: GuessOrder,
  tell: (said: Float32Array) => void,
  fail: (error: unknown) => void,
): () => void {
  const work = worker("train");
  let waiting: number[] = [];
  let asking = true;
  let ended = false;
  work.beginGuessing(text, checkpoint).then(() => {
    asking = false;
  }, fail);
  const ask = async (): Promise<void> => {
    if (asking || waiting.length === 0) return;
    asking = true;
    const some = Float32Array.from(waiting);
    waiting = [];
    try {
      const said = await work.guess(some);
      if (said && !ended) tell(said);
    } catch (error) {
      if (!ended) fail(error);
    }
    asking = false;
  };
  const timer = setInterval(() => void ask(), PERIOD);
  const stop = readings.subscribe((reading) => {
    if (waiting.length > MOST_WAITING) {
      waiting = [];
      void work.restartGuessing();
    }
    for (const channel of channels) waiting.push(reading[channel]!);
  });
  return () => {
    ended = true;
    clearInterval(timer);
    stop();
  };
}
