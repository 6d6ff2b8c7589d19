import type { App } from "../../state/app-state.js";
import type { Readings } from "./live-guess.js";

/** The readings of the source that is open. */
export const readingsOf = (app: App): Readings => ({
  subscribe(take) {
    const { source } = app.get();
    if (source.status !== "open") return () => {};
    const started = source.to.start(take, () => {});
    return () => void started.then((stop) => stop());
  },
});
