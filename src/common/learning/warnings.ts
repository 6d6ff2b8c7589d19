import { shown } from "../errors.js";
import { type NetworkSpec, outputNames } from "../network/network-spec.js";
import { count, counted, percent, WIDTH, wrap } from "../text.js";
import type { Compared, PartBaselines } from "./baselines.js";
import type { EpochRecord } from "./history.js";
import { momentsOf } from "./moments.js";
import type { Readings } from "./readings.js";
import { column, targetsOf } from "./rows.js";

/** A word about data or a run that scores alone would hide, with what to try next. */
export interface Warning {
  /** which check found it, for machines: "constant-channel" */
  readonly check: string;
  /** a sentence */
  readonly text: string;
}

/** Data, as it goes into a training or an evaluation. */
export interface CheckedData {
  readonly spec: NetworkSpec;
  /** what the channels gave, also where a network reads windows of them */
  readonly readings: Readings;
  readonly observations: Readings;
  /** rows of the observations by what they are for: "training", "validation"; all rows without a name in an evaluation */
  readonly parts: readonly { readonly part?: string; readonly rows: Uint32Array }[];
}

/** A run that is over, or a network that was evaluated. */
export interface CheckedRun {
  readonly spec: NetworkSpec;
  /** of the training, if there was one: first what it learnt from */
  readonly compared: readonly PartBaselines[];
  /** what the network says to the first of these parts (rows, outputs), and what is true there (rows, targets) */
  readonly predictions: Float32Array;
  readonly targets: Float32Array;
  readonly training?: {
    readonly history: readonly EpochRecord[];
    /** whether any weight changed */
    readonly moved: boolean;
    /** whether it began with a network that had not learnt before */
    readonly fresh: boolean;
  };
}

/** What is wrong, in sentences; none where all is well. */
type Check<T> = (checked: T) => readonly string[];

const DATA_CHECKS: Readonly<Record<string, Check<CheckedData>>> = {
  "one-kind": oneKind,
  "missing-class": missingClasses,
  "constant-channel": constantChannels,
  "wild-scale": wildScales,
};

const RUN_CHECKS: Readonly<Record<string, Check<CheckedRun>>> = {
  "weights-unmoved": unmoved,
  "all-alike": allAlike,
  "loss-rose": lossRose,
  "learnt-nothing": learntNothing,
  "learnt-by-heart": learntByHeart,
  underfit,
  unfinished,
};

/** What data gives reason to say before it is used. */
export const dataWarnings = (data: CheckedData): Warning[] => warningsOf(DATA_CHECKS, data);

/** What a run or an evaluation gives reason to say. */
export const runWarnings = (run: CheckedRun): Warning[] => warningsOf(RUN_CHECKS, run);

const warningsOf = <T>(checks: Readonly<Record<string, Check<T>>>, checked: T): Warning[] =>
  Object.entries(checks).flatMap(([check, find]) => find(checked).map((text) => ({ check, text })));

/** Warnings for people, within 80 columns. */
export const describeWarnings = (warnings: readonly Warning[]): string[] =>
  warnings.map(({ text }) => wrap(`warning: ${text}`, WIDTH, "  "));

/** Names that a sentence lists. */
const MOST_NAMED = 5;
/** Readings of which one alone says little about a channel or about a share. */
const FEW = 10;
/** What an unscaled channel may be, as the root of its mean square: beyond it, units begin to saturate. */
const WILD = 10;

const named = (names: readonly string[]): string => {
  const more = names.length - MOST_NAMED;
  const some = names.slice(0, MOST_NAMED).map(shown).join(", ");
  return more > 0 ? `${some} and ${count(more)} more` : some;
};
const figure = (value: number): string => String(Number(value.toPrecision(4)));
const thingOf = ({ window }: NetworkSpec): string => (window ? "window" : "reading");
const isOneValue = (values: Float32Array): boolean => values.every((value) => value === values[0]);

/** An output with one label only, classes of which one occurs only, numbers that never change. */
function oneKind(data: CheckedData): string[] {
  const { spec, observations, parts } = data;
  const known = new Set<string>(); // what is wrong with the training needs no word about the validation
  const names = spec.task === "classes" ? ["classes"] : outputNames(spec);
  return parts.flatMap(({ part, rows }) =>
    names.flatMap((name, j) => {
      const own = column(targetsOf(observations, rows), names.length, j);
      if (own.length < 2 || !isOneValue(own) || known.has(name)) return [];
      known.add(name);
      return [oneKindSentence(spec, name, own, part)];
    }),
  );
}

function oneKindSentence(
  spec: NetworkSpec,
  name: string,
  own: Float32Array,
  part: string | undefined,
): string {
  const things = `${part === undefined ? "" : `${part} `}${thingOf(spec)}`;
  const all = `all ${counted(own.length, things)}`;
  const [what, other, judged] = {
    classes: ["", "the other classes", "the others are found"],
    "yes-no": ["label", own[0] === 1 ? "a 0" : "a 1", `${own[0] === 1 ? "a 0" : "a 1"} is found`],
    numbers: ["value", "other values", "it is predicted"],
  }[spec.task];
  const more = part === undefined ? "use more of them" : "hold out more, or others by --seed";
  const then =
    part === "training"
      ? `there is nothing to learn; add readings with ${other}`
      : `that cannot tell how well ${judged}; ${more}`;
  const is =
    spec.task === "classes"
      ? `only the class ${shown(outputNames(spec)[own[0]!])} occurs in ${all}`
      : `${shown(name)} has only the ${what} ${figure(own[0]!)} in ${all}`;
  return `${is}: ${then}`;
}

function missingClasses({ spec, observations, parts }: CheckedData): string[] {
  if (spec.task !== "classes") return [];
  return parts.flatMap(({ part, rows }) => {
    const there = new Set(targetsOf(observations, rows));
    if (there.size < 2) return []; // said already
    const missing = outputNames(spec).filter((_, i) => !there.has(i));
    // What is evaluated need not have all classes, and the table shows which it has.
    if (missing.length === 0 || part === undefined) return [];
    const classes = `${missing.length > 1 ? "classes" : "class"} ${named(missing)}`;
    const then =
      part === "training"
        ? "it will not be predicted; add such readings, or take it out of the network file"
        : "how well it is found stays unknown; hold out more, or others by --seed";
    return [`no ${part} ${thingOf(spec)} is of the ${classes}: ${then}`];
  });
}

/** Channels that never change, or in one reading only. */
function constantChannels({ spec, readings }: CheckedData): string[] {
  if (readings.count < 3) return [];
  const odd = spec.inputs.map((_, j) => oddReadings(readings, j));
  const saying = (readingsApart: number, what: string): string[] => {
    const names = spec.inputs.flatMap(({ name }, j) => (odd[j] === readingsApart ? [name] : []));
    if (names.length === 0) return [];
    return [
      `${named(names)} ${what}: nothing can be learnt of it, and any other value will be scaled without measure; record it changing, or take it out of the network file`,
    ];
  };
  return [
    ...saying(0, "never changes"),
    ...(readings.count >= FEW ? saying(1, "changes in one reading only") : []),
  ];
}

/** How many readings of a channel differ from the value that it has before and after: 0, 1, or 2 for more. */
function oddReadings({ values, inputs, count }: Readings, channel: number): number {
  const value = (row: number) => values[row * inputs + channel]!;
  // The first reading may be the odd one: of the first three, two tell what is usual.
  const usual = value(0) === value(1) || value(0) === value(count - 1) ? value(0) : value(1);
  let odd = 0;
  for (let row = 0; row < count && odd < 2; row++) if (value(row) !== usual) odd++;
  return odd;
}

/** Channels without a normaliser that are far larger, or change far less, than units are made for. */
function wildScales({ spec, readings }: CheckedData): string[] {
  if (spec.normalizer.type !== "none") return [];
  const wild = spec.inputs.flatMap(({ name }, j) => {
    if (oddReadings(readings, j) < 2) return [];
    const { mean, deviation } = momentsOf(readings.values, readings.inputs, j, allRows(readings));
    const size = Math.hypot(mean, deviation);
    return size > WILD || size < 1 / WILD ** 2 ? [`${shown(name)} is about ${figure(size)}`] : [];
  });
  if (wild.length === 0) return [];
  const more = wild.length > MOST_NAMED ? ` and ${count(wild.length - MOST_NAMED)} more` : "";
  return [
    `${wild.slice(0, MOST_NAMED).join(", ")}${more}, and nothing brings it to the scale of 1 on which units learn: take the normalizer "standard"`,
  ];
}

const allRows = ({ count }: Readings): Uint32Array =>
  Uint32Array.from({ length: count }, (_, i) => i);

/** Weights that stayed, or changed by so little that no loss shows it. */
function unmoved({ spec, training }: CheckedRun): string[] {
  const [first, last] = [training?.history[0], training?.history.at(-1)];
  if (!training || !first || !last) return [];
  const stayed = last !== first && Math.abs(last.loss - first.loss) <= 1e-6 * first.loss;
  if (training.moved && !stayed) return [];
  const what = training.moved ? "the weights hardly changed" : "no weight has changed";
  const rate = spec.optimizer.learningRate;
  return [
    rate < usualRate(spec)
      ? `${what}: the learning rate ${rate} is too small; try ${usualRate(spec)}`
      : `${what}: its units do not react; try another --seed, the normalizer "standard" or the activation "tanh"`,
  ];
}

/** Outputs that say the same to every reading although their targets differ. */
function allAlike({ spec, predictions, targets }: CheckedRun): string[] {
  const names = outputNames(spec);
  const alike = names.filter((_, j) => {
    const known = spec.task === "classes" ? targets : column(targets, names.length, j);
    return isOneValue(column(predictions, names.length, j)) && !isOneValue(known);
  });
  if (alike.length === 0 || predictions.length === names.length) return [];
  const scale = spec.normalizer.type === "none" ? `the normalizer "standard", or ` : "";
  return [
    `all predictions of ${named(alike)} are the same, whatever is read: its units are saturated; try ${scale}a lower learning rate such as ${scaled(spec, 0.1)}`,
  ];
}

/** A loss that did not fall, which is worse than slow learning. */
function lossRose(run: CheckedRun): string[] {
  const { spec, training, compared } = run;
  const [first, last] = [training?.history[0]?.loss, training?.history.at(-1)?.loss];
  const guess = compared[0] && knownBefore(compared[0])?.loss;
  if (!training || training.history.length < 2 || unmoved(run).length > 0) return [];
  if (first === undefined || last === undefined || guess === undefined) return [];
  if (isOneAnswer(run)) return [];
  const rate = spec.optimizer.learningRate;
  const epochs = `${figure(first)} in the first epoch, ${figure(last)} in the last`;
  const rose = last > 1.1 * first && last - first > 0.05 * guess;
  if (rose || last > 2 * guess) {
    const what = rose ? "the loss rose" : "the loss is larger than that of a guess";
    return [
      `${what} (${epochs}; always the same answer ${figure(guess)}): the learning rate ${rate} is too large; try ${scaled(spec, 0.1)}`,
    ];
  }
  const fell = last < 0.999 * first || first < 0.1 * guess;
  if (!training.fresh || fell) return [];
  const others = `${scaled(spec, 10)} or ${scaled(spec, 0.1)}`;
  const rates = rate < usualRate(spec) / 10 ? `${usualRate(spec)}` : `such as ${others}`;
  return [
    `the loss did not fall (${epochs}): try another learning rate than ${rate}, ${rates}, or another --seed`,
  ];
}

/** What a network has to beat: what the training data says always, else the best constant. */
const knownBefore = ({ baselines }: Compared) =>
  baselines.find(({ kind }) => kind === "guess") ??
  baselines.find(({ kind }) => kind === "constant");

/** Whether one answer is right for all that was trained on: that is told of the data, and no rate helps. */
const isOneAnswer = ({ training, compared: [first] }: CheckedRun): boolean =>
  training !== undefined && first !== undefined && knownBefore(first)?.accuracy === 1;

/** Whether the loss is that of answers that read nothing; data that has nothing to learn aside. */
function isNothing(compared: Compared): boolean {
  const guess = knownBefore(compared);
  if (!guess || guess.loss < 0.01) return false;
  const right = (compared.accuracy ?? 0) - (guess.accuracy ?? 0);
  return compared.loss >= 0.99 * guess.loss && right < 0.02;
}

/** Outputs, or a whole network, that are no better than a guess. */
function learntNothing(run: CheckedRun): string[] {
  const { spec, compared, training } = run;
  const [first] = compared;
  if (!first || first.readings < 2 || training?.history.length === 0) return [];
  if (isOneAnswer(run)) return [];
  const { outputs } = first;
  const found = outputs.filter(isNothing).map(({ output }) => output);
  const all = isNothing(first) || found.length === outputs.length;
  if (found.length === 0 && !all) return [];
  const losses = `the loss ${figure(first.loss)} is no better than ${figure(knownBefore(first)!.loss)}, that of always the same answer`;
  const same = `${named(found)} ${found.length > 1 ? "are" : "is"} predicted no better than by always the same answer`;
  if (!training) {
    return [
      `${all ? losses : same}: are these readings of the kind that it was trained on? Compare columns and units, or train with some of them`,
    ];
  }
  const said = [unmoved, allAlike, lossRose].some((check) => check(run).length > 0);
  return [`learnt nothing: ${all ? losses : same}${said ? "" : `; try ${tries(spec)}`}`];
}

/** What was held out is predicted worse than by a guess, though the rest is not. */
function learntByHeart({ compared: [learnt, held], spec }: CheckedRun): string[] {
  if (!learnt || !held || held.readings < FEW || isNothing(learnt)) return [];
  const guess = knownBefore(held);
  if (!guess || held.loss < guess.loss) return [];
  if (held.accuracy !== null && held.accuracy > guess.accuracy!) return [];
  return [
    `what was held out is predicted no better than by always the same answer (loss ${figure(held.loss)}, that one ${figure(guess.loss)}): it knows the training ${thingOf(spec)}s by heart; try more readings, fewer units, or "weightDecay" in the optimizer`,
  ];
}

/** More than half of the answers wrong that it was taught, or as many as of a guess. */
function underfit({ spec, compared: [learnt], training }: CheckedRun): string[] {
  if (!training?.moved || !learnt || isNothing(learnt) || learnt.accuracy === null) return [];
  const guess = knownBefore(learnt);
  if (!guess || guess.accuracy === 1 || learnt.readings < 2) return [];
  const right = `${percent(learnt.accuracy)} of the training ${thingOf(spec)}s`;
  if (learnt.accuracy <= 0.5) return [`only ${right} are answered right; try ${tries(spec)}`];
  if (learnt.accuracy > guess.accuracy!) return [];
  const weights = spec.classWeights === undefined && spec.positiveWeight === 1;
  const rare = weights ? '"classWeights": "balanced" where one kind is rare, ' : "";
  return [
    `${right} are answered right, no more than by always the most frequent answer; try ${rare}${tries(spec)}`,
  ];
}

/** A loss that is far from small, and still falls. */
function unfinished({ training, compared: [learnt] }: CheckedRun): string[] {
  const history = training?.history ?? [];
  if (!learnt || isNothing(learnt) || history.length < 10) return [];
  const guess = knownBefore(learnt);
  const [last, before] = [
    history.at(-1)!.loss,
    history.at(-1 - Math.ceil(history.length / 10))!.loss,
  ];
  if (!guess || last < guess.loss / 2 || last > guess.loss || last > 0.98 * before) return [];
  return [
    `the loss still falls (${figure(before)} to ${figure(last)} in the last tenth of the epochs): try more epochs, with --resume to go on from here`,
  ];
}

/** What helps a network that learns too little. */
function tries(spec: NetworkSpec): string {
  const hidden = spec.layers.length > 1;
  const rate = spec.optimizer.learningRate;
  const other = rate > 2 * usualRate(spec) ? "another" : "a larger";
  return `more epochs, another --seed, ${hidden ? "more units" : "a hidden layer"}, or ${other} learning rate than ${rate}`;
}

/** A learning rate that is a number of times the network's. */
const scaled = ({ optimizer }: NetworkSpec, factor: number): string =>
  String(Number((optimizer.learningRate * factor).toPrecision(2)));

/** A learning rate to begin with. */
const usualRate = ({ optimizer }: NetworkSpec): number =>
  optimizer.type === "adam" ? 0.003 : 0.05;
