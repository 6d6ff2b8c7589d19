import type { Movements, Source, TakeReading } from "../../sources/source.js";
import { streamOf } from "../../sources/stream.js";
import type { App } from "../../state/app-state.js";
import { openOf } from "../../state/connection.js";
import type { SourceKind } from "../../state/why-not-join.js";

/** The readings of the source that is open. */
export interface Live extends SourceKind {
  readonly movements?: Movements;
  /** @returns what ends the listening */
  subscribe(take: TakeReading): () => void;
  /** Listens to the board's own button, if it has one. */
  readonly onButton?: Source["onButton"];
}

/** One for each source, so that who draws it sees that it is the same. */
const lives = new WeakMap<Source, Live>();

/** What is connected, as one records it; undefined while nothing is. */
export function liveOf(app: App): Live | undefined {
  const source = openOf(app.get().source);
  if (!source) return undefined;
  const known = lives.get(source);
  if (known) return known;
  const { title, channels, rate, movements, onButton } = source;
  const live: Live = {
    title,
    channels,
    rate,
    ...(movements && { movements }),
    ...(onButton && { onButton }),
    subscribe: (take) => streamOf(app).subscribe(take),
  };
  lives.set(source, live);
  return live;
}
