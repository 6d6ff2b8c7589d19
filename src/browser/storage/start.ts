import type { App } from "../state/app-state.js";
import { openIndexedDatabase } from "./indexed-database.js";
import { createKeeper, type Keeper, type TabMessage } from "./keeper.js";
import { withSession } from "./session.js";

const keepers = new WeakMap<App, Keeper>();

/** What keeps an app's projects, once {@link startStorage} was called. */
export const keeperOf = (app: App): Keeper => keepers.get(app)!;

/** Opens what was open last, and keeps all changes from now on. */
export function startStorage(app: App): void {
  const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("perceptino") : undefined;
  const keeper = createKeeper(app, {
    open: openIndexedDatabase,
    later(call, milliseconds) {
      const timer = setTimeout(call, milliseconds);
      return () => clearTimeout(timer);
    },
    recall: () => withSession((session) => session.getItem("project") ?? undefined),
    remember: (id) => withSession((session) => session.setItem("project", id)),
    tell: (message) => channel?.postMessage(message),
  });
  keepers.set(app, keeper);
  channel?.addEventListener("message", ({ data }: MessageEvent<TabMessage>) => keeper.heard(data));
  // A phone may end a page that is hidden without another word.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") void keeper.flush();
  });
  addEventListener("pagehide", () => void keeper.flush());
  void keeper.start();
}
