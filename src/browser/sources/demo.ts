import type { Clock } from "./clock.js";
import { DEMO_RATE, MOVEMENTS, movementMaker } from "./movements.js";
import type { Source } from "./source.js";

/** Milliseconds between two looks at the clock: readings come a few at a time, as from a board. */
const LOOK = 40;
/** Most readings at once: a page that was asleep does not make up for it. */
const MOST = DEMO_RATE;

/** Movements that nobody makes. @param seed a whole number */
export function demoSource(clock: Clock, seed: number): Source {
  const maker = movementMaker(seed);
  return {
    title: "Made-up movements",
    madeUp: true,
    channels: ["x", "y", "z"].map((name) => ({ name, unit: "g" })),
    rate: DEMO_RATE,
    movements: {
      names: MOVEMENTS.map(({ name }) => name),
      now: maker.now,
      choose: maker.choose,
    },
    async start(take) {
      let began = clock.now();
      let given = 0;
      const stop = clock.every(LOOK, () => {
        const due = Math.floor(((clock.now() - began) * DEMO_RATE) / 1000);
        if (due - given > MOST) {
          began = clock.now();
          given = 0;
          return;
        }
        for (; given < due; given++) take(maker.next());
      });
      return async () => stop();
    },
    async close() {},
  };
}
