import { Stopped, UserError } from "../../common/errors.js";
import { attempt, cancelAttempt, happen } from "../links/attempt.js";
import { connectLink, disconnectLink, reconnectLink } from "../links/connect.js";
import type { BoardLink, EspruinoLink } from "../links/link.js";
import type { LinkName } from "../links/links.js";
import type { App } from "../state/app-state.js";
import { openOf } from "../state/connection.js";
import { withSource } from "../state/source-fit.js";
import type { Source } from "./source.js";
import { findSource, type SourceKind, type SourceName } from "./sources.js";
import { streamOf } from "./stream.js";
import type { Wishes } from "./wishes.js";

/**
 * Connects to where readings come from, instead of what is connected. Must be called while a click is handled. A project that
 * has no readings yet takes its channels and its rate.
 * @returns the source; undefined when it failed or was given up, which the state tells
 */
export async function connectSource(
  app: App,
  name: SourceName,
  wishes: Wishes = {},
  kind: SourceKind = findSource(name),
): Promise<Source | undefined> {
  const stream = streamOf(app);
  const before = app.get().source;
  const source = await attempt(
    app,
    "source",
    kind.title,
    { kind: name, wishes },
    async (signal) => {
      const opening = kind.open(wishes, signal, (wished) => linkFor(app, wished, signal));
      // It may fail while the one before is ended.
      opening.catch(() => {});
      await stream.detach();
      // A line stays: the next source may come over it, and what is on the board is asked by it.
      if (before.status === "open" && before.how?.kind !== "espruino") await before.to.close();
      return { to: await opening, how: { kind: name, wishes } };
    },
    (to) => (kind.overLink ? Promise.resolve() : to.close()),
  );
  if (!source) return undefined;
  const drop = (why: string) => {
    happen(app, "source", { event: "dropped", to: source, title: source.title, why });
    void stream.detach();
  };
  stream.attach(source, drop);
  if (kind.overLink) whenLinkEnds(app, source, drop);
  app.update((state) => {
    const project = withSource(state.project, source);
    return project === state.project ? state : { ...state, project };
  });
  return source;
}

/** A source that does not run hears nothing of its line's end. */
function whenLinkEnds(app: App, source: Source, drop: (why: string) => void): void {
  const isMine = () => openOf(app.get().source) === source;
  const off = app.subscribe(({ link }) => {
    if (!isMine()) off();
    else if (link.status === "lost") drop(link.why);
  });
}

/** The line to an Espruino board: the one that is open, or one that is opened now. */
async function linkFor(app: App, wishes: Wishes, signal: AbortSignal): Promise<EspruinoLink> {
  const { link } = app.get();
  const known = openOf(link);
  if (known?.kind === "espruino") return known;
  const giveUp = () => cancelAttempt(app, "link");
  signal.addEventListener("abort", giveUp);
  const opened = await (link.status === "lost" && link.how?.kind.startsWith("espruino")
    ? reconnectLink(app)
    : connectLink(app, linkName(wishes), wishes));
  signal.removeEventListener("abort", giveUp);
  if (opened) return espruino(opened);
  const after = app.get().link;
  if (after !== link && "why" in after && after.why !== undefined) throw new UserError(after.why);
  throw new Stopped();
}

const linkName = ({ over = "bluetooth" }: Wishes): LinkName => `espruino-${over}`;

function espruino(link: BoardLink): EspruinoLink {
  if (link.kind === "espruino") return link;
  throw new UserError("got a board with perceptino's firmware, expected one with Espruino");
}

/** Ends the source; a line to a board stays. */
export async function disconnectSource(app: App): Promise<void> {
  const { source } = app.get();
  cancelAttempt(app, "source");
  happen(app, "source", { event: "closed" });
  await streamOf(app).detach();
  if (source.status === "open" && source.how?.kind !== "espruino") await source.to.close();
}

/** Ends all that is connected. */
export async function disconnect(app: App): Promise<void> {
  await disconnectSource(app);
  await disconnectLink(app);
}

/** Connects again what was lost, as it was chosen. Must be called while a click is handled. */
export async function reconnect(app: App): Promise<void> {
  const { source, link } = app.get();
  if (source.status === "lost" && source.how) {
    const { kind, wishes } = source.how;
    await connectSource(app, kind as SourceName, wishes);
  } else if (link.status === "lost") await reconnectLink(app);
}
