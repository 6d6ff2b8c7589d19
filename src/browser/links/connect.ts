import type { Wishes } from "../sources/wishes.js";
import type { App } from "../state/app-state.js";
import { openOf } from "../state/connection.js";
import { attempt, cancelAttempt, happen } from "./attempt.js";
import type { BoardLink } from "./link.js";
import { closeLink, findLink, type LinkKind, type LinkName } from "./links.js";

/**
 * Connects to a board, instead of the one that is connected. Must be called while a click is handled.
 * @returns the line; undefined when it failed or was given up, which the state tells
 */
export async function connectLink(
  app: App,
  name: LinkName,
  wishes: Wishes = {},
  kind: LinkKind = findLink(name),
): Promise<BoardLink | undefined> {
  const before = openOf(app.get().link);
  const close = (to: BoardLink) => closeLink(to);
  return attempt(
    app,
    "link",
    kind.title,
    { kind: name, wishes },
    async (signal) => {
      // At once where it can be: browsers show their chooser only while the click counts.
      if (before) await closeLink(before);
      const { link, chosen, onLost } = await kind.open(wishes, signal);
      onLost((why) => happen(app, "link", { event: "dropped", to: link, title: link.title, why }));
      return { to: link, how: { kind: name, wishes: { ...wishes, chosen } } };
    },
    close,
  );
}

/** Ends the line to the board. */
export async function disconnectLink(app: App): Promise<void> {
  const link = openOf(app.get().link);
  cancelAttempt(app, "link");
  happen(app, "link", { event: "closed" });
  if (link) await closeLink(link);
}

/** Connects again what was lost. @returns the line; undefined when there is none, which the state tells */
export async function reconnectLink(app: App): Promise<BoardLink | undefined> {
  const { link } = app.get();
  if (link.status !== "lost" || !link.how) return openOf(link);
  return connectLink(app, link.how.kind as LinkName, link.how.wishes);
}
