import type { Run } from "../../common/loader/engine.js";
import { startLearner, type Tell } from "../../common/loader/learner.js";
import type { Saving } from "./saving.js";
import type { About, EspruinoNetwork } from "./types.js";

/** Starts the part of a module that saves and restores. */
export type StartSaving = (about: About) => Saving;

/** Espruino gives every object events: their listeners are in its property "#on" and the event's name. */
interface Emitter {
  loss?: unknown;
  emit(event: string, first: unknown, second: unknown): void;
  [listeners: `#on${string}`]: { readonly length: number } | undefined;
}

/** Makes events of what a network tells. They are delivered later, so that they need copies of what may change until then. */
const tell = ((net: Emitter, event: string, first: unknown, second: unknown) => {
  if (event === "train") net.loss = first;
  const copy = (values: unknown) =>
    values && typeof values === "object" ? [].slice.call(values) : values;
  // A list, which is empty when the last of them has gone.
  const listeners = net[`#on${event}`] || [];
  if (listeners.length || typeof listeners === "function") {
    net.emit(event, copy(first), copy(second));
  }
}) as unknown as Tell;

/**
 * Starts a network on Espruino, with new weights.
 * @param saving called whenever something is saved or restored
 */
export function startEspruinoNetwork(
  about: () => About,
  saving: () => StartSaving,
  memory: ArrayBuffer,
  run: Run,
): EspruinoNetwork {
  const learner = startLearner(about, memory, run, tell);
  return Object.assign(learner as typeof learner & EspruinoNetwork, {
    save: () => saving()(about()).save(learner.pack()),
    restore() {
      const words = saving()(about()).newest();
      if (words) learner.pack(words);
      return !!words;
    },
    info: () =>
      Object.assign(
        {
          get saves() {
            return saving()(about()).left();
          },
        },
        about(),
        { steps: learner.steps },
      ),
  });
}
