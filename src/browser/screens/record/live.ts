// TEMPORARY until sources/stream.ts is there: one stream for each source that is open.
import type { Source as PlainSource, TakeReading } from "../../sources/source.js";
import type { App } from "../../state/app-state.js";
import type { SourceKind } from "../../state/fit-source.js";

interface Movements {
  readonly names: readonly string[];
  now(): string;
  choose(name: string): void;
}
type Source = PlainSource & { readonly movements?: Movements };

/** The readings of the source that is open. */
export interface Live extends SourceKind {
  readonly madeUp: boolean;
  /** @returns what ends the listening */
  subscribe(take: TakeReading): () => void;
  readonly movements?: Movements;
}

const lives = new WeakMap<Source, Live>();

export function liveOf(app: App): Live | undefined {
  const { source } = app.get();
  if (source.status !== "open") return undefined;
  const { to } = source;
  const known = lives.get(to);
  if (known) return known;
  const listeners = new Set<TakeReading>();
  void to.start(
    (reading) => {
      for (const listener of listeners) listener(reading);
    },
    (why) =>
      app.update((state) => ({ ...state, source: { status: "lost", title: to.title, why } })),
  );
  const live: Live = {
    title: to.title,
    channels: to.channels,
    rate: to.rate,
    madeUp: to.madeUp,
    subscribe(take) {
      listeners.add(take);
      return () => listeners.delete(take);
    },
    ...((to as Source).movements && { movements: (to as Source).movements! }),
  };
  lives.set(to, live);
  return live;
}

export function openDemonstration(app: App): void {
  let movement = "rest";
  const source: Source = {
    title: "made-up movements",
    madeUp: true,
    channels: ["x", "y", "z"].map((name) => ({ name, unit: "g" })),
    rate: 50,
    movements: {
      names: ["rest", "shake", "circle", "tap"],
      now: () => movement,
      choose(name) {
        movement = name;
      },
    },
    async start(take) {
      let n = 0;
      const timer = setInterval(() => {
        n++;
        const size = movement === "rest" ? 0.02 : 0.8;
        const p = n / (movement === "circle" ? 10 : 4);
        take(
          Float32Array.of(
            size * Math.sin(p) + 0.02 * Math.random(),
            (movement === "circle" ? size * Math.cos(p) : 0) + 0.02 * Math.random(),
            1 + 0.02 * Math.random(),
          ),
        );
      }, 20);
      return async () => clearInterval(timer);
    },
    async close() {},
  };
  app.update((state) => ({ ...state, source: { status: "open", to: source } }));
}
