import { bitsOfFloat, floatOfBits } from "../bits.js";
import { hex } from "../hex.js";
import type { Network } from "../loader/index.js";
import type { Tensor } from "../network/plan.js";

/** What a device did with a network that is replayed here, all by bits. */
export interface LessonThere {
  /** the features that were observed; empty where only a step was trained */
  readonly features: Uint32Array<ArrayBuffer>;
  readonly target: readonly number[];
  readonly held: number;
  /** of the loss before the step, where one was trained */
  readonly lossBits?: number;
  readonly steps: number;
  /** CRC-32 of the parameters after it */
  readonly hash: number;
}

/** Where the two sides are not the same, in words. */
export interface Parted {
  readonly what: "observations" | "loss" | "steps" | "weights" | "features" | "prediction";
  readonly device: string;
  readonly page: string;
}

/** What a lesson came to here, and whether it is the same there. */
export interface Replayed {
  readonly steps: number;
  readonly held: number;
  readonly hash: number;
  /** the loss before the step that the lesson made */
  readonly loss?: number;
  readonly parted?: Parted;
}

export const floatsFromBits = (bits: Uint32Array): Float32Array<ArrayBuffer> =>
  new Float32Array(bits.slice().buffer);
export const bitsFromFloats = (numbers: ArrayLike<number>): Uint32Array<ArrayBuffer> =>
  new Uint32Array(Float32Array.from(numbers).buffer);

const heldBy = ({ engine: { memory, layout } }: Network): number =>
  new Uint32Array(memory)[layout.parameters + 2]!;

/**
 * Does here what a device did: observes the same bits, trains when the batch is full, or where nothing was observed, and
 * compares what comes of it.
 */
export function replayLesson(network: Network, lesson: LessonThere): Replayed {
  const { batch } = network.engine.layout;
  let loss: number | undefined;
  if (lesson.features.length === 0) loss = network.train();
  else {
    if (heldBy(network) >= batch) network.train();
    const held = network.observe(floatsFromBits(lesson.features), lesson.target);
    if (held >= batch) loss = network.train();
  }
  const here = { steps: network.steps, held: heldBy(network), hash: network.hash() };
  const lossBits = loss === undefined ? undefined : bitsOfFloat(loss) >>> 0;
  const parted =
    differ("observations", lesson.held, here.held, String) ??
    differ("steps", lesson.steps, here.steps, String) ??
    differ("loss", lesson.lossBits, lossBits, numberWithBits) ??
    differ("weights", lesson.hash, here.hash, hex);
  return { ...here, ...(loss !== undefined && { loss }), ...(parted && { parted }) };
}

const numberWithBits = (bits: number | undefined): string =>
  bits === undefined ? "none" : `${floatOfBits(bits)} (${hex(bits)})`;

function differ<T extends number | undefined>(
  what: Parted["what"],
  device: T,
  page: T,
  words: (value: T) => string,
): Parted | undefined {
  return device === page ? undefined : { what, device: words(device), page: words(page) };
}

/** Compares numbers by their bits. @returns the first that is another; undefined where all are the same */
export function compareBits(
  what: Parted["what"],
  device: Uint32Array,
  page: Uint32Array,
): Parted | undefined {
  if (device.length !== page.length) {
    return { what, device: `${device.length} numbers`, page: `${page.length} numbers` };
  }
  const at = device.findIndex((bits, i) => bits !== page[i]);
  return at < 0 ? undefined : differ(what, device[at]!, page[at]!, numberWithBits);
}

/** The first word of parameters and state that is another there than here, with the tensor that it is in. */
export interface OtherWord {
  /** the tensor's name, such as W1 */
  readonly tensor: string;
  /** its number in the tensor, from 0 */
  readonly index: number;
  readonly device: string;
  readonly page: string;
}

/** Readings that no guess was of yet: the replay hears of them with the next one. */
const PASSING = ["window", "windowRows"];

/**
 * @param words the device's parameters and state
 * @param tensors of the memory plan: all that lie there
 */
export function firstOtherWord(
  network: Network,
  words: Uint32Array,
  tensors: readonly Tensor[],
): OtherWord | undefined {
  const here = new Uint32Array(network.engine.memory, 0, network.engine.layout.stateEnd / 4);
  const tensorAt = (word: number) => tensors.findLast(({ offset }) => offset <= 4 * word);
  const at = here.findIndex(
    (word, i) => word !== words[i] && !PASSING.includes(tensorAt(i)?.name ?? ""),
  );
  if (at < 0) return undefined;
  const tensor = tensorAt(at);
  return {
    tensor: tensor?.name ?? "state",
    index: at - (tensor?.offset ?? 0) / 4,
    device: hex(words[at] ?? 0),
    page: hex(here[at]!),
  };
}
