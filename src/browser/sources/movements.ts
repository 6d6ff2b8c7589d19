/*
Made-up readings of an accelerometer, x, y, z in g, for people who have no sensor at hand. A movement is gravity in the
direction in which the device is held, and what a hand does besides. Each time that a movement is begun, its speed, its size
and the way the device is held differ a little, and there is always noise: recordings of one movement are not copies.
*/

export const DEMO_RATE = 50;

/** How one movement is performed this time. */
interface Performance {
  /** times the usual */
  readonly speed: number;
  readonly size: number;
  /** radians that the device is tilted by, about x and y */
  readonly tilt: readonly [number, number];
}

interface Movement {
  readonly name: string;
  /** what the hand adds to gravity, in g; @param turns since it began, one a period */
  readonly hand: (turns: number, size: number) => readonly [number, number, number];
  /** periods a second */
  readonly pace: number;
}

const wave = (turns: number): number => Math.sin(2 * Math.PI * turns);
/** 1 at the beginning of each period and soon nothing: a blow. */
const blow = (turns: number): number => {
  const since = turns - Math.floor(turns);
  return Math.exp(-10 * since) * wave(4 * since + 0.25);
};

/** The one list of movements, in the order of their buttons. */
export const MOVEMENTS: readonly Movement[] = [
  { name: "rest", pace: 1, hand: () => [0, 0, 0] },
  {
    name: "shake",
    pace: 4,
    hand: (turns, size) => [1.4 * size * wave(turns), 0.3 * size * wave(2 * turns + 0.2), 0],
  },
  {
    name: "circle",
    pace: 1.2,
    hand: (turns, size) => [0.7 * size * wave(turns), 0.7 * size * wave(turns + 0.25), 0],
  },
  {
    name: "tap",
    pace: 2,
    hand: (turns, size) => [0, 0.2 * size * blow(turns), 2 * size * blow(turns)],
  },
];

/** Gives readings one after the other, and changes the movement. */
export interface MovementMaker {
  next(): Float32Array<ArrayBuffer>;
  choose(name: string): void;
  now(): string;
}

/** @param seed any whole number: the same gives the same readings */
export function movementMaker(seed: number): MovementMaker {
  const random = randomFrom(seed);
  /** the sum of four is near enough to a bell curve; about 1 at most times */
  const noise = () => random() + random() + random() + random() - 2;
  let movement = MOVEMENTS[0]!;
  let performed = perform(random);
  let readings = 0;
  /** the hand is never quite still */
  const drift: [number, number] = [0, 0];
  return {
    now: () => movement.name,
    choose(name) {
      const found = MOVEMENTS.find((one) => one.name === name);
      if (!found) throw new Error(`got the movement ${name}, expected one of the list`);
      movement = found;
      performed = perform(random);
      readings = 0;
    },
    next() {
      const turns = (movement.pace * performed.speed * readings++) / DEMO_RATE;
      const hand = movement.hand(turns, performed.size);
      for (const axis of [0, 1] as const) drift[axis] += 0.02 * noise() - 0.02 * drift[axis];
      const a = performed.tilt[0] + 0.1 * drift[0];
      const b = performed.tilt[1] + 0.1 * drift[1];
      const gravity = [Math.sin(b), -Math.sin(a) * Math.cos(b), Math.cos(a) * Math.cos(b)];
      return Float32Array.from(gravity, (g, axis) => g + hand[axis]! + 0.015 * noise());
    },
  };
}

const perform = (random: () => number): Performance => ({
  speed: 0.85 + 0.3 * random(),
  size: 0.8 + 0.4 * random(),
  tilt: [0.3 * (random() - 0.5), 0.3 * (random() - 0.5)],
});

/** Numbers from 0 to 1, as a seed has them: Mulberry32 of Tommy Ettinger, public domain. */
function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
