import { floatOfBits } from "../../common/bits.js";
import { UserError } from "../../common/errors.js";
import {
  floatsFromBits,
  type OtherWord,
  type Parted,
  type Replayed,
} from "../../common/learning/replay.js";
import type { App } from "../state/app-state.js";
import { type Fetched, newId } from "../state/project.js";
import * as slice from "../state/teaching.js";
import type { GuessThere, Standing, TaughtNetwork } from "../worker/replay.js";
import type { DeviceEvent, DeviceFacts, DeviceLesson, TeachDevice } from "./device.js";
import { inTurn } from "./in-turn.js";
import type { Replay } from "./replay.js";

/** A device that is watched and taught, with its replay in the page. */
export interface Session {
  /** Says what a guess was. @returns false where the device has forgotten that guess */
  teach(guess: number, target: readonly number[]): Promise<boolean>;
  /** Trains with what the batch holds. */
  learn(): Promise<void>;
  /** Keeps on the device what it has learnt. */
  save(): Promise<void>;
  /** Reads all that the device has learnt, and compares it with the replay by bits. */
  fetch(): Promise<{ readonly fetched: Fetched; readonly other?: OtherWord }>;
  /** Puts back what was fetched. */
  put(fetched: Fetched): Promise<void>;
  stop(): Promise<void>;
}

export interface SessionOptions {
  readonly device: TeachDevice;
  readonly network: TaughtNetwork;
  /** of the network file */
  readonly text: string;
  readonly replay: Replay;
  /** milliseconds since 1970; Date.now() when left out */
  readonly now?: () => number;
}

/** Guesses that may wait to be compared: beyond that they are passed over, so that memory stays flat. */
const MOST_WAITING = 32;
/** Readings that are kept until a guess comes, likewise. */
const MOST_READINGS = 8192;

/**
 * Starts to watch a device. Where it stands elsewhere than the replay, as after lessons that the page knows nothing of, the
 * replay takes over what the device has.
 * @throws UserError when it has another network, or cannot be started
 */
export async function openSession(app: App, options: SessionOptions): Promise<Session> {
  const { device, network, text, replay, now = Date.now } = options;
  const turn = inTurn();
  let waiting = 0;
  let open = true;
  let stopDevice = async (): Promise<void> => {};
  /** readings since the last guess; undefined where one is missing since the window was empty */
  let readings: Uint32Array[] | undefined = [];
  let lastReading = 0;
  let teachingNow = false;
  /** why the device has ended by itself */
  let ended: string | undefined;
  /** guesses that came while a lesson was on its way: whether they are from before it, its answer tells */
  let heldBack: Seen[] = [];

  const update = (change: (teaching: slice.Teaching) => slice.Teaching): void =>
    app.update((state) => ({ ...state, teaching: change(state.teaching) }));
  const doing = (what: string): void =>
    update((teaching) => slice.starting(teaching, device.title, what));

  const take = (event: DeviceEvent): void => {
    if (!open) return;
    if (event.kind === "end") {
      open = false;
      ended = event.why;
      update((teaching) => slice.ended(teaching, event.why));
      void stopDevice().catch(() => {});
    } else if (event.kind === "reading") {
      const lost = event.number - lastReading - 1;
      lastReading = event.number;
      if (lost > 0 || (readings && readings.length >= MOST_READINGS)) readings = undefined;
      readings?.push(event.bits);
      update((teaching) => slice.read(teaching, Math.max(0, lost)));
    } else takeGuess(event);
  };

  const takeGuess = (event: DeviceEvent & { readonly kind: "guess" }): void => {
    const said = [...floatsFromBits(event.said)];
    update((teaching) => slice.guessed(teaching, { number: event.number, said }));
    const seen = withReadings(event);
    if (!teachingNow) compare(seen);
    else if (heldBack.length < MOST_WAITING) heldBack.push(seen);
    else readings = undefined;
    const { keeping } = app.get().teaching;
    if (keeping && !teachingNow) session.teach(event.number, keeping).catch(() => {});
  };

  /** A guess with the readings since the one before it, where all of them came. */
  const withReadings = (event: DeviceEvent & { readonly kind: "guess" }): Seen => {
    const whole = event.reading === lastReading ? readings : undefined;
    readings = whole && [];
    const { number, features, said } = event;
    return { number, ...(whole && { readings: whole }), features, said };
  };

  const compare = ({ number: _, ...seen }: Seen): void => {
    if (waiting >= MOST_WAITING) {
      readings = undefined;
      return;
    }
    waiting++;
    turn(() => replay.watch(seen))
      .then((parted) => update((teaching) => slice.compared(teaching, parted && words(parted))))
      .catch((error: unknown) => end(error))
      .finally(() => waiting--);
  };

  const end = (error: unknown): void =>
    take({ kind: "end", why: error instanceof Error ? error.message : String(error) });

  await startDevice();

  async function startDevice(): Promise<void> {
    doing("starting");
    stopDevice = await device.start(take);
    try {
      const facts = await device.facts();
      expectNetwork(facts, network, device.title);
      if (!stands(facts, await replay.standing())) {
        doing("reading what it has learnt");
        const state = await device.state();
        await turn(() => replay.takeOver(state));
      }
      const standing = await replay.standing();
      // What it has taken in since it began is then here, and not mistaken for what comes after its window was emptied.
      await device.rest();
      await goOn();
      const at = { title: device.title, readings: device.readings, ...standing };
      update((teaching) => slice.began(teaching, at, parityOf(facts.hash, standing)));
    } catch (error) {
      open = false;
      await stopDevice().catch(() => {});
      // What was asked of a program that has ended fails, but that is not why.
      throw ended === undefined ? error : new UserError(ended);
    }
  }

  /** Both sides begin with an empty window. */
  async function goOn(): Promise<void> {
    readings = [];
    heldBack = [];
    await turn(() => replay.restart());
    await device.goOn();
  }

  /** Does something while the device takes in no readings. */
  const resting = async <T>(what: string, act: () => Promise<T>): Promise<T> => {
    update((teaching) => slice.busy(teaching, what));
    try {
      await device.rest();
      return await act();
    } finally {
      if (open) await goOn().catch(end);
      update((teaching) => slice.busy(teaching, undefined));
    }
  };

  /** A step or an observation, done there and replayed here. */
  const lesson = async (
    act: () => Promise<DeviceLesson | undefined>,
    guess?: number,
    target: readonly number[] = [],
  ): Promise<boolean> => {
    teachingNow = true;
    try {
      const before = app.get().teaching.held;
      const done = await act();
      if (!done) return false;
      for (const seen of heldBack) if (seen.number <= done.at) compare(seen);
      const replayed = turn(() => replay.lesson({ ...done, target }));
      for (const seen of heldBack) if (seen.number > done.at) compare(seen);
      heldBack = [];
      const here = await replayed;
      const observed = done.features.length === 0 ? before : network.batch;
      update((teaching) =>
        slice.taught(teaching, {
          ...(guess !== undefined && { guess, target }),
          steps: done.steps,
          held: done.held,
          ...lossOf(done, network, observed),
          parity: parityAfter(here),
        }),
      );
      if (here.parted?.what === "weights") await whereParted();
      return true;
    } catch (error) {
      // It may have learnt all the same.
      if (open) await catchUp().catch(() => {});
      throw error;
    } finally {
      // No lesson came between them: their readings belong to the window all the same.
      if (open) heldBack.forEach(compare);
      heldBack = [];
      teachingNow = false;
    }
  };

  /** Takes over what the device has, where the page does not know of all its lessons. */
  const catchUp = async (): Promise<void> => {
    const facts = await device.facts();
    if (stands(facts, await replay.standing())) return;
    await resting("reading what it has learnt", async () => {
      const state = await device.state();
      await turn(() => replay.takeOver(state));
      const standing = await replay.standing();
      update((teaching) => slice.replaced(teaching, standing, parityOf(facts.hash, standing)));
    });
  };

  /** Says which word of the state is another first. */
  const whereParted = (): Promise<void> =>
    resting("looking where the bits differ", async () => {
      const state = await device.state();
      const other = await turn(() => replay.firstOther(state));
      if (!other) return;
      const what = `${other.tensor}, number ${other.index + 1}, is ${other.device} there and ${other.page} here`;
      update((teaching) => ({ ...teaching, parity: { is: "parted", what } }));
    });

  const session: Session = {
    teach: (guess, target) => lesson(() => device.teach(guess, target), guess, target),
    learn: async () => void (await lesson(() => device.learn())),
    async save() {
      update((teaching) => slice.busy(teaching, "saving"));
      try {
        await device.save();
        update(slice.saved);
      } finally {
        update((teaching) => slice.busy(teaching, undefined));
      }
    },
    fetch: () =>
      resting("reading what it has learnt", async () => {
        const state = await device.state();
        const other = await turn(() => replay.firstOther(state));
        const checkpoint = await turn(() => replay.takeOver(state));
        const { steps, hash } = await replay.standing();
        update((teaching) => ({ ...teaching, parity: { is: "same", steps, hash } }));
        const about = { at: now(), from: device.title, steps, hash };
        const fetched = { id: newId(), network: text, checkpoint, ...about };
        return { fetched, ...(other && { other }) };
      }),
    put: (fetched) =>
      resting("putting weights back", async () => {
        const state = await replay.stateOf(fetched.checkpoint);
        await device.put(state);
        await turn(() => replay.takeOver(state));
        const standing = await replay.standing();
        const facts = await device.facts();
        update((teaching) => slice.replaced(teaching, standing, parityOf(facts.hash, standing)));
      }),
    async stop() {
      open = false;
      update((teaching) => slice.ended(teaching));
      await stopDevice();
    },
  };
  return session;
}

const stands = (facts: DeviceFacts, here: Standing): boolean =>
  facts.steps === here.steps && facts.held === here.held && facts.hash === here.hash;

/** A guess that is to be compared. */
interface Seen extends GuessThere {
  readonly number: number;
}

const words = ({ what, device, page }: Parted): string => `${what}: ${device} there, ${page} here`;

const parityOf = (
  hash: number,
  here: { readonly steps: number; readonly hash: number },
): slice.Parity =>
  hash === here.hash
    ? { is: "same", steps: here.steps, hash }
    : { is: "parted", what: "the weights are others there than here" };

const parityAfter = ({ steps, hash, parted }: Replayed): slice.Parity =>
  parted ? { is: "parted", what: words(parted) } : { is: "same", steps, hash };

/** The loss of an observation, as people compare it. */
function lossOf(
  { lossBits }: DeviceLesson,
  { meansLoss }: TaughtNetwork,
  observed: number,
): { readonly loss?: number } {
  if (lossBits === undefined) return {};
  const loss = floatOfBits(lossBits);
  return { loss: meansLoss ? loss : loss / Math.max(1, observed) };
}

function expectNetwork(facts: DeviceFacts, network: TaughtNetwork, title: string): void {
  if (facts.fingerprint === network.fingerprint && facts.state === network.state) return;
  throw new UserError(
    facts.fingerprint === network.fingerprint
      ? `${title}: got the network in another form (another batch or optimizer), expected the one of this project; put it on the board again`
      : `${title}: got another network than this project's; put this one on the board first`,
  );
}
