import type { App } from "../state/app-state.js";
import { redo, undo } from "../state/undo.js";

/** Ctrl+Z undoes, Ctrl+Shift+Z or Ctrl+Y does it again; on a Mac with the command key. Not while a text is edited. */
export function listenForUndo(app: App): void {
  addEventListener("keydown", (event) => {
    const { target } = event;
    if (!(event.ctrlKey || event.metaKey) || event.altKey || isEdited(target)) return;
    const key = event.key.toLowerCase();
    if (key === "z" && !event.shiftKey) undo(app);
    else if (key === "y" || key === "z") redo(app);
    else return;
    event.preventDefault();
  });
}

/** Whether a text is edited there, which has undoing of its own. */
const isEdited = (target: EventTarget | null): boolean =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && !["range", "checkbox", "radio"].includes(target.type));
