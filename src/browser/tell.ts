import type { App } from "./state/app-state.js";
import { addNotice, type Notice } from "./state/notices.js";

/** Says that something is done. */
export function tellDone(app: App, text: string, action?: Notice["action"]): void {
  app.update((state) => addNotice(state, "done", text, action));
}

/** Says what went wrong: an error's message, which is for people. */
export function tellError(app: App, error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  app.update((state) => addNotice(state, "error", text));
}

/** Does something; what it throws is told. */
export async function telling(app: App, action: () => void | Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    tellError(app, error);
  }
}
