import { type Remote, wrap } from "comlink";
import { UserError } from "../../common/errors.js";

/** What is used of a worker, beside what comlink uses. */
export type StartedWorker = Pick<
  Worker,
  "postMessage" | "addEventListener" | "removeEventListener" | "terminate"
>;

/** A worker that is called by name, and started again where it has ended. */
export interface Workers<Name extends string, Functions> {
  /** Its functions; it is started by the first call, and by the first after it has ended. */
  of(name: Name): Remote<Functions>;
  /** how often it has ended by itself: what one was told, the next does not know */
  ended(name: Name): number;
}

interface Running<Functions> {
  readonly functions: Remote<Functions>;
  /** what rejects each call that is not answered yet */
  readonly waiting: Set<(why: Error) => void>;
}

type Call = (...given: readonly unknown[]) => Promise<unknown>;

/**
 * Workers whose functions are all in one object. comlink alone waits for ever for a worker that could not be loaded: here
 * its calls are rejected by a UserError.
 * @param start may throw, as `new Worker` does where a policy forbids it
 */
export function createWorkers<Name extends string, Functions>(
  start: (name: Name) => StartedWorker,
): Workers<Name, Functions> {
  const running = new Map<Name, Running<Functions>>();
  const remotes = new Map<Name, Remote<Functions>>();
  const ends = new Map<Name, number>();

  function begin(name: Name): Running<Functions> {
    const worker = start(name);
    let answered = false;
    worker.addEventListener("message", () => {
      answered = true;
    });
    const begun: Running<Functions> = {
      functions: wrap<Functions>(worker as Worker),
      waiting: new Set(),
    };
    worker.addEventListener("error", (event) => {
      if (running.get(name) !== begun) return;
      running.delete(name);
      ends.set(name, (ends.get(name) ?? 0) + 1);
      worker.terminate();
      const why = answered ? hasFailed((event as ErrorEvent).message) : notLoaded();
      for (const reject of begun.waiting) reject(why);
    });
    running.set(name, begun);
    return begun;
  }

  const calls = (name: Name): Remote<Functions> =>
    new Proxy({} as Remote<Functions>, {
      get: (_, called) => {
        // Whoever waits for the object itself gets it.
        if (called === "then") return undefined;
        return async (...given: readonly unknown[]) => {
          const { functions, waiting } = running.get(name) ?? begin(name);
          const call = (functions as Readonly<Record<PropertyKey, Call>>)[called]!;
          return new Promise<unknown>((resolve, reject) => {
            waiting.add(reject);
            call(...given)
              .then(resolve, reject)
              .finally(() => waiting.delete(reject));
          });
        };
      },
    });

  return {
    of(name) {
      const known = remotes.get(name) ?? calls(name);
      remotes.set(name, known);
      return known;
    },
    ended: (name) => ends.get(name) ?? 0,
  };
}

const notLoaded = () =>
  new UserError(
    "the page's worker: got no script, expected one that can be loaded; is the page's address reachable? Try again, or reload the page",
  );

const hasFailed = (message: string | undefined) =>
  new UserError(
    `the page's worker: got an error${message ? ` (${message})` : ""}, expected an answer; try again, or reload the page`,
  );
