// What is seen of a network that is watched and taught. All lists are bounded: it may be watched for days.

/** How a device and the page's replay compare. */
export type Parity =
  | { readonly is: "unknown" }
  /** the same bits after so many steps; `hash` is the CRC-32 of the parameters */
  | { readonly is: "same"; readonly steps: number; readonly hash: number }
  /** what was another first, in a sentence */
  | { readonly is: "parted"; readonly what: string };

export interface Guess {
  readonly number: number;
  /** (outputs) probabilities or numbers */
  readonly said: readonly number[];
  /** what a person said that it was */
  readonly taught?: readonly number[];
}

export interface Loss {
  readonly steps: number;
  /** per observation */
  readonly loss: number;
}

export type TeachStatus =
  | { readonly is: "off" }
  /** `doing` says what is waited for */
  | { readonly is: "starting"; readonly title: string; readonly doing: string }
  | { readonly is: "on"; readonly title: string; readonly readings: string }
  /** it ended by itself; it can be gone on with */
  | { readonly is: "ended"; readonly title: string; readonly why: string };

export interface Teaching {
  readonly status: TeachStatus;
  /** something is asked of the device: saving, fetching */
  readonly busy?: string;
  readonly task: "yes-no" | "classes" | "numbers";
  readonly outputs: readonly string[];
  readonly batch: number;
  readonly stride: number;
  readonly guesses: readonly Guess[];
  /** readings since the last guess: how far the window is */
  readonly filled: number;
  readonly readings: number;
  /** readings that were lost on the way */
  readonly lost: number;
  /** observations in the batch */
  readonly held: number;
  readonly steps: number;
  readonly losses: readonly Loss[];
  /** lessons since it was opened, and those since the last save */
  readonly lessons: number;
  readonly unsaved: number;
  readonly parity: Parity;
  /** guesses whose bits agreed */
  readonly agreed: number;
  /** what each guess is taught as, until that is ended */
  readonly keeping?: readonly number[];
}

export const MOST_GUESSES = 48;
export const MOST_LOSSES = 240;
/** A guess below it is not sure. */
export const SURE = 0.8;

export const newTeaching: Teaching = {
  status: { is: "off" },
  task: "classes",
  outputs: [],
  batch: 1,
  stride: 1,
  guesses: [],
  filled: 0,
  readings: 0,
  lost: 0,
  held: 0,
  steps: 0,
  losses: [],
  lessons: 0,
  unsaved: 0,
  parity: { is: "unknown" },
  agreed: 0,
};

/** Another project is open: lessons so far were not of it. */
export const leftBehind = (teaching: Teaching): Teaching =>
  teaching.status.is === "off" ? newTeaching : { ...teaching, lessons: 0 };

/** The network that is watched; what was seen of another one is forgotten. */
export type Watched = Pick<Teaching, "task" | "outputs" | "batch" | "stride">;

export function starting(
  teaching: Teaching,
  title: string,
  doing: string,
  watched?: Watched,
): Teaching {
  const same = watched && JSON.stringify(watched.outputs) === JSON.stringify(teaching.outputs);
  const base = watched && !same ? newTeaching : teaching;
  const { keeping: _, busy: _busy, ...rest } = base;
  return { ...rest, ...watched, status: { is: "starting", title, doing } };
}

/** It takes readings in from now on. */
export const began = (
  teaching: Teaching,
  at: {
    readonly title: string;
    readonly readings: string;
    readonly steps: number;
    readonly held: number;
  },
  parity: Parity,
): Teaching => ({
  ...teaching,
  status: { is: "on", title: at.title, readings: at.readings },
  steps: at.steps,
  held: at.held,
  filled: 0,
  parity,
});

/** It ended by itself, or was ended. */
export function ended(teaching: Teaching, why?: string): Teaching {
  const { keeping: _, busy: _busy, ...rest } = teaching;
  const { status } = teaching;
  if (why === undefined || status.is === "off") return { ...rest, status: { is: "off" } };
  return { ...rest, status: { is: "ended", title: status.title, why }, filled: 0 };
}

/** Readings have come. @param lost so many were missing before them */
export const read = (teaching: Teaching, lost: number): Teaching => ({
  ...teaching,
  readings: teaching.readings + 1,
  lost: teaching.lost + lost,
  filled: Math.min(teaching.filled + 1, teaching.stride),
});

export const guessed = (teaching: Teaching, guess: Guess): Teaching => ({
  ...teaching,
  guesses: [...teaching.guesses, guess].slice(-MOST_GUESSES),
  filled: 0,
});

/** The bits of a guess were compared. */
export const compared = (teaching: Teaching, parted: string | undefined): Teaching =>
  parted === undefined
    ? { ...teaching, agreed: teaching.agreed + 1 }
    : { ...teaching, parity: { is: "parted", what: parted } };

export interface Taught {
  /** the guess that it was; undefined where only a step was trained */
  readonly guess?: number;
  readonly target?: readonly number[];
  readonly steps: number;
  readonly held: number;
  /** per observation, where a step was trained */
  readonly loss?: number;
  readonly parity: Parity;
}

export function taught(teaching: Teaching, lesson: Taught): Teaching {
  const { guess, target, steps, held, loss, parity } = lesson;
  const losses =
    loss === undefined
      ? teaching.losses
      : [...teaching.losses, { steps, loss }].slice(-MOST_LOSSES);
  return {
    ...teaching,
    guesses:
      target === undefined
        ? teaching.guesses
        : teaching.guesses.map((one) => (one.number === guess ? { ...one, taught: target } : one)),
    steps,
    held,
    losses,
    lessons: teaching.lessons + (target === undefined ? 0 : 1),
    unsaved: teaching.unsaved + 1,
    parity: teaching.parity.is === "parted" ? teaching.parity : parity,
  };
}

export const saved = (teaching: Teaching): Teaching => ({ ...teaching, unsaved: 0 });

export function keeping(teaching: Teaching, target: readonly number[] | undefined): Teaching {
  const { keeping: _, ...rest } = teaching;
  return target === undefined ? rest : { ...rest, keeping: target };
}

export function busy(teaching: Teaching, what: string | undefined): Teaching {
  const { busy: _, ...rest } = teaching;
  return what === undefined ? rest : { ...rest, busy: what };
}

/** Weights were put in: what was learnt before is no longer what is watched. */
export const replaced = (
  teaching: Teaching,
  at: { readonly steps: number; readonly held: number },
  parity: Parity,
): Teaching => ({ ...teaching, ...at, parity, losses: [], filled: 0 });

/** A guess in words' form: which output, and how sure; undefined for numbers, which have no such thing. */
export interface Verdict {
  readonly index: number;
  readonly share: number;
  readonly sure: boolean;
}

export function verdictOf(task: Teaching["task"], said: readonly number[]): Verdict | undefined {
  if (task === "numbers" || said.length === 0) return undefined;
  if (task === "yes-no" && said.length === 1) {
    const yes = said[0]! >= 0.5;
    const share = yes ? said[0]! : 1 - said[0]!;
    return { index: yes ? 1 : 0, share, sure: share >= SURE };
  }
  let index = 0;
  said.forEach((share, i) => {
    if (share > said[index]!) index = i;
  });
  return { index, share: said[index]!, sure: said[index]! >= SURE };
}

/** What a click on one of the answers teaches. */
export interface Answer {
  readonly name: string;
  readonly target: readonly number[];
}

/** The answers that there are: a class each; no and yes for each output; none for numbers. */
export function answersOf({
  task,
  outputs,
}: Pick<Teaching, "task" | "outputs">): readonly Answer[] {
  if (task === "numbers") return [];
  if (task === "classes") return outputs.map((name, i) => ({ name, target: [i] }));
  if (outputs.length === 1) {
    return [
      { name: `not ${outputs[0]}`, target: [0] },
      { name: outputs[0]!, target: [1] },
    ];
  }
  // Several may hold at once; a click says that this one alone does.
  return [
    { name: "none of them", target: outputs.map(() => 0) },
    ...outputs.map((name, i) => ({ name, target: outputs.map((_, j) => (i === j ? 1 : 0)) })),
  ];
}
