import { UserError } from "../../../common/errors.js";
import { MODULE_NAME } from "../../../common/espruino/module-name.js";
import { hex } from "../../../common/hex.js";
import { connectSource } from "../../sources/connect-source.js";
import type { Source } from "../../sources/source.js";
import type { SourceName } from "../../sources/sources.js";
import { streamOf } from "../../sources/stream.js";
import type { App, AppState } from "../../state/app-state.js";
import { openOf } from "../../state/connection.js";
import { networkTextOf } from "../../state/design.js";
import { type Fetched, MOST_FETCHED, THIS_PAGE } from "../../state/project.js";
import { ended, keeping, starting } from "../../state/teaching.js";
import type { TeachDevice } from "../../teach/device.js";
import type { Replay } from "../../teach/replay.js";
import type { Session } from "../../teach/session.js";
import { tellDone, tellError, telling } from "../../tell.js";
import type { TaughtNetwork } from "../../worker/replay.js";

/** What is watched. */
export type Watching =
  | { readonly what: "page" }
  /** `sensor` is the board's own by its name; without one the page's source gives the readings */
  | { readonly what: "link"; readonly sensor?: string };

interface Held {
  readonly session: Session;
  readonly resume: () => void;
}

const sessions = new WeakMap<App, Held>();
/** the replay stays when a line breaks: it knows where the device was */
const replays = new WeakMap<
  App,
  { readonly of: string; readonly replay: Replay; readonly network: TaughtNetwork }
>();
/** what was watched last: "go on" is for that */
const last = new WeakMap<App, Watching>();

/** The network that is watched: the one that was trained, else the one that is designed. */
export function taughtText(state: AppState): string | undefined {
  return state.project.trained?.network ?? networkTextOf(state);
}

/** Begins to watch. Errors are told. */
export async function watch(app: App, watching: Watching): Promise<void> {
  const text = taughtText(app.get());
  if (text === undefined || sessions.has(app)) return;
  last.set(app, watching);
  const fail = (error: unknown): void => {
    const why = error instanceof Error ? error.message : String(error);
    app.update((state) => ({ ...state, teaching: ended(state.teaching, why) }));
  };
  app.update((state) => ({
    ...state,
    teaching: starting(state.teaching, titleOf(state, watching), "making the network"),
  }));
  let resume = (): void => {};
  try {
    const { openSession } = await import("../../teach/session.js");
    const { replay, network } = await replayFor(app, text);
    const { task, outputs, batch, stride } = network;
    app.update((state) => ({
      ...state,
      teaching: starting(state.teaching, titleOf(state, watching), "starting", {
        task,
        outputs,
        batch,
        stride,
      }),
    }));
    // A board runs one program at a time.
    if (watching.what === "link" && watching.sensor !== undefined) {
      resume = await streamOf(app).pause();
    }
    const device = await deviceFor(app, watching, text, network);
    const session = await openSession(app, { device, network, text, replay });
    sessions.set(app, { session, resume });
    whenItEnds(app);
  } catch (error) {
    resume();
    fail(error);
  }
}

const titleOf = ({ link }: AppState, { what }: Watching): string =>
  what === "page" ? THIS_PAGE : (openOf(link)?.title ?? "the board");

/** Lets go of a session whose device has ended; what a device learns belongs to the project that it was opened for. */
function whenItEnds(app: App): void {
  const { id } = app.get().project;
  let isLeft = false;
  const off = app.subscribe(({ teaching, project }) => {
    const goesOn = teaching.status.is === "on" || teaching.status.is === "starting";
    if (goesOn && !isLeft && project.id !== id) {
      isLeft = true;
      void stopWatching(app);
    }
    if (goesOn) return;
    off();
    sessions.get(app)?.resume();
    sessions.delete(app);
  });
}

async function replayFor(app: App, text: string) {
  const { trained } = app.get().project;
  const of = `${trained ? [...trained.checkpoint.slice(-4)].join() : ""} ${text}`;
  const known = replays.get(app);
  if (known?.of === of) return known;
  const { workerReplay } = await import("../../teach/replay.js");
  const replay = workerReplay();
  const network = await replay.open(text, trained?.checkpoint);
  const opened = { of, replay, network };
  replays.set(app, opened);
  return opened;
}

async function deviceFor(
  app: App,
  watching: Watching,
  text: string,
  network: TaughtNetwork,
): Promise<TeachDevice> {
  const { link, source, upload } = app.get();
  const to = openOf(link);
  const given = openOf(source);
  if (watching.what === "link" && !to) throw new UserError("connect a board first");
  if (to?.kind === "espruino" && watching.what === "link" && watching.sensor !== undefined) {
    const [{ espruinoDevice }, sensor] = await Promise.all([
      import("../../teach/espruino-device.js"),
      sensorOf(watching.sensor),
    ]);
    const rate = network.rate ?? sensor.rate ?? 10;
    return espruinoDevice(to, upload.wish?.name ?? MODULE_NAME, {
      sensor,
      interval: Math.round(1000 / rate),
    });
  }
  const fed = await fedBy(app, given, network);
  if (watching.what === "page") {
    const { pageDevice } = await import("../../teach/page-device.js");
    const { fetched, trained } = app.get().project;
    const own = fetched?.find((one) => one.network === text && one.from === THIS_PAGE);
    const start = own?.checkpoint ?? trained?.checkpoint;
    return pageDevice(text, start, network.hasWindow, fed, (checkpoint) =>
      keep(app, { network: text, checkpoint, from: THIS_PAGE }),
    );
  }
  if (to!.kind === "firmware") {
    const { firmwareDevice } = await import("../../teach/firmware-device.js");
    return firmwareDevice(to!, fed);
  }
  const { espruinoDevice } = await import("../../teach/espruino-device.js");
  const interval = Math.round(1000 / fed.rate);
  return espruinoDevice(to!, upload.wish?.name ?? MODULE_NAME, { interval, source: fed });
}

async function sensorOf(name: string) {
  const { findSensor } = await import("../../../common/espruino/sensors.js");
  return findSensor(name);
}

async function fedBy(
  app: App,
  source: Source | undefined,
  network: TaughtNetwork,
): Promise<Source> {
  if (!source)
    throw new UserError("readings: got no source, expected one; choose where they come from");
  if (source.channels.length !== network.channels) {
    throw new UserError(
      `${source.title}: got ${source.channels.length} channels, expected ${network.channels}, as the network has inputs; choose another source`,
    );
  }
  const { streamSource } = await import("../../teach/stream-source.js");
  return streamSource(app, source);
}

/** Opens a source, then lets the page play the board with it. Must be called while a click is handled. */
export async function playWith(app: App, name: SourceName): Promise<void> {
  if (await connectSource(app, name)) await watch(app, { what: "page" });
}

export const goOn = (app: App): Promise<void> => watch(app, last.get(app) ?? { what: "page" });

export async function stopWatching(app: App): Promise<void> {
  const held = sessions.get(app);
  await telling(app, async () => held?.session.stop());
}

/** Says what the last guess was. */
export function teach(app: App, target: readonly number[]): void {
  const guess = app.get().teaching.guesses.at(-1);
  const session = sessions.get(app)?.session;
  if (!guess || !session) return;
  void telling(app, async () => {
    if (!(await session.teach(guess.number, target))) {
      tellDone(app, "That moment has passed; click again.");
    }
  });
}

export function keepTeaching(app: App, target: readonly number[] | undefined): void {
  app.update((state) => ({ ...state, teaching: keeping(state.teaching, target) }));
}

export const learnNow = (app: App): void =>
  void telling(app, async () => sessions.get(app)?.session.learn());

export function saveThere(app: App): void {
  const session = sessions.get(app)?.session;
  if (!session) return;
  void telling(app, async () => {
    await session.save();
    const { status } = app.get().teaching;
    const where = status.is === "on" ? status.title : "the board";
    tellDone(app, `Saved on ${where}: it begins with that when it is switched on again.`);
  });
}

/** Fetches what the board has learnt into the project. */
export function fetchWeights(app: App): void {
  const session = sessions.get(app)?.session;
  if (!session) return;
  void telling(app, async () => {
    const { fetched, other } = await session.fetch();
    keepFetched(app, fetched);
    if (other) {
      tellError(
        app,
        new UserError(
          `the bits differed first in ${other.tensor}, number ${other.index + 1}: ${other.device} there, ${other.page} here; the page goes on from what the board has`,
        ),
      );
    } else {
      tellDone(
        app,
        `Fetched after ${fetched.steps} steps: the same bits as here (${hex(fetched.hash)}).`,
      );
    }
  });
}

export function putBack(app: App, fetched: Fetched): void {
  const session = sessions.get(app)?.session;
  if (!session) return;
  void telling(app, async () => {
    await session.put(fetched);
    tellDone(app, "Put back. It is saved there only when you save it.");
  });
}

const keepFetched = (app: App, fetched: Fetched): void =>
  app.update((state) => {
    const before = state.project.fetched ?? [];
    const project = { ...state.project, fetched: [fetched, ...before].slice(0, MOST_FETCHED) };
    return { ...state, project };
  });

/** What the page itself saves where it plays the board. */
function keep(app: App, saved: Pick<Fetched, "network" | "checkpoint" | "from">): void {
  const { steps, parity } = app.get().teaching;
  const hash = parity.is === "same" ? parity.hash : 0;
  keepFetched(app, { id: crypto.randomUUID(), at: Date.now(), steps, hash, ...saved });
}
