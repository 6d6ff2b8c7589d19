import type { Source } from "../sources/source.js";
import { streamOf } from "../sources/stream.js";
import type { App } from "../state/app-state.js";
import { openOf } from "../state/connection.js";

/** The page's source for a device that is given readings: the readings that all screens share. */
export function streamSource(app: App, source: Source): Source {
  return {
    ...source,
    async start(take, end) {
      const unsubscribe = streamOf(app).subscribe((reading) => take(reading.slice()));
      const off = app.subscribe((state) => {
        if (openOf(state.source) === source) return;
        stop();
        end(
          "why" in state.source && state.source.why !== undefined
            ? state.source.why
            : `${source.title} gives no more readings; choose where they come from, and go on`,
        );
      });
      const stop = (): void => {
        unsubscribe();
        off();
      };
      return async () => stop();
    },
  };
}
