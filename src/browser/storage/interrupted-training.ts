import { go } from "../routing.js";
import type { App } from "../state/app-state.js";
import { addNotice } from "../state/notices.js";
import { withSession } from "./session.js";

const KEY = "training";

/**
 * A training ends with the page that it runs in. So the browser asks before it closes or reloads that, and a page that was
 * reloaded all the same says what has become of it.
 */
export function watchTraining(app: App): void {
  if (withSession((session) => session.getItem(KEY))) told(app);
  withSession((session) => session.removeItem(KEY));
  const runs = () => app.get().training.phase !== "idle";
  app.subscribe(({ training }, before) => {
    if (training.phase === before.training.phase) return;
    withSession((session) => {
      if (runs()) session.setItem(KEY, "runs");
      else session.removeItem(KEY);
    });
  });
  addEventListener("beforeunload", (event) => {
    if (runs()) event.preventDefault();
  });
}

function told(app: App): void {
  const text =
    "This page was loaded anew in the midst of a training, which ended there. Your recordings are as they were, and what was trained before is too.";
  app.update((state) =>
    addNotice(state, "error", text, { text: "To the training", run: () => go("train") }),
  );
}
