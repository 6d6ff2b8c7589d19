import { Stopped, UserError } from "../../common/errors.js";
import type { App, AppState } from "../state/app-state.js";
import {
  type Connection,
  type ConnectionEvent,
  connectionAfter,
  type How,
} from "../state/connection.js";

/** The two fields of the state that are connections. */
type Field = "source" | "link";
type To<F extends Field> = AppState[F] extends Connection<infer T> ? T : never;

let attempts = 0;
/** What ends the try that is going on. */
const going = new WeakMap<App, Map<Field, AbortController>>();

/** Changes a connection of the state by what happened to it. */
export function happen<F extends Field>(app: App, field: F, event: ConnectionEvent<To<F>>): void {
  app.update((state) => {
    const before = state[field] as Connection<To<F>>;
    const after = connectionAfter(before, event);
    return after === before ? state : { ...state, [field]: after };
  });
}

/** Gives up the try that is going on, if there is one. */
export function cancelAttempt(app: App, field: Field): void {
  going.get(app)?.get(field)?.abort();
}

/**
 * Tries to connect, as the state tells meanwhile; a try that was going on is given up.
 * @param open opens it, and says by what it can be opened again
 * @param close ends what was opened too late to be wanted
 * @returns what is open now; undefined when it failed, which the state tells, or was given up
 */
export async function attempt<F extends Field>(
  app: App,
  field: F,
  title: string,
  how: How,
  open: (signal: AbortSignal) => Promise<{ readonly to: To<F>; readonly how: How }>,
  close: (to: To<F>) => Promise<void>,
): Promise<To<F> | undefined> {
  cancelAttempt(app, field);
  const controller = new AbortController();
  const { signal } = controller;
  const all = going.get(app) ?? new Map<Field, AbortController>();
  going.set(app, all.set(field, controller));
  const attempt = ++attempts;
  happen(app, field, { event: "begin", title, attempt, how });
  signal.addEventListener("abort", () => happen(app, field, { event: "cancelled", attempt }));
  try {
    const opened = await open(signal);
    if (signal.aborted) {
      await close(opened.to);
      return undefined;
    }
    happen(app, field, { event: "opened", attempt, to: opened.to, how: opened.how });
    return opened.to;
  } catch (error) {
    if (error instanceof Stopped) happen(app, field, { event: "cancelled", attempt });
    else happen(app, field, { event: "failed", attempt, why: wordsOf(error) });
    return undefined;
  } finally {
    if (all.get(field) === controller) all.delete(field);
  }
}

/** What nobody foresaw is said with its own words. */
const wordsOf = (error: unknown): string =>
  error instanceof UserError
    ? error.message
    : `connecting failed unexpectedly (${(error as Error).message}): load the page anew and connect again`;
