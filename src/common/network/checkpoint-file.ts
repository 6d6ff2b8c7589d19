import * as v from "valibot";
import { concatBytes } from "../bytes.js";
import { crcOfAll } from "../crc-table.js";
import { shown } from "../errors.js";
import { hex } from "../hex.js";
import { count, counted } from "../text.js";
import { fingerprintOf, meaningText } from "./fingerprint.js";
import type { NetworkSpec } from "./network-spec.js";
import { layOut } from "./plan.js";
import { stateText } from "./state-text.js";

/** Byte offsets of a checkpoint's fields, and the bytes before its state (SPEC.md, "Checkpoint"). */
const AT = { magic: 0, version: 4, fingerprint: 8, stateHash: 12, stateWords: 16 } as const;
export const HEADER_BYTES = 20;
const MAGIC = 0x54504350;
const VERSION = 2;

const columns = v.array(v.strictTuple([v.string(), v.string()]));
/** What a description says: what the fingerprint is made of. */
const meaning = v.pipe(
  v.strictTuple([
    columns,
    v.union([v.strictTuple([]), v.strictTuple([v.number(), v.array(v.string())])]),
    columns,
    v.array(v.strictTuple([v.number(), v.string(), v.number()])),
    v.string(),
    v.string(),
    v.string(),
  ]),
  v.transform(([inputs, window, outputs, layers, task, loss, normalizer]) => ({
    inputs,
    window,
    outputs,
    layers,
    task,
    loss,
    normalizer,
  })),
);
type Meaning = v.InferOutput<typeof meaning>;

/** What a checkpoint's state consists of: of each tensor its name, the type of its elements, and its shape. */
const stateList = v.array(
  v.tupleWithRest([v.string(), v.string()], v.pipe(v.number(), v.integer(), v.minValue(1))),
);
const description = v.strictTuple([meaning, stateList]);

/** A tensor as a checkpoint file lists it. */
export interface ListedTensor {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  /** first byte within the state */
  readonly offset: number;
  readonly bytes: number;
}

/** What stands at the head of a checkpoint, and what describes it behind its end. */
export interface CheckpointFile {
  readonly fingerprint: number;
  readonly stateHash: number;
  readonly stateWords: number;
  readonly described:
    | { readonly meaning: Meaning; readonly tensors: readonly ListedTensor[] }
    | undefined;
}

/** A checkpoint as a file: its bytes, and behind them what it is of (SPEC.md, "Checkpoint file"). */
export function describedCheckpoint(checkpoint: Uint8Array, spec: NetworkSpec): Uint8Array {
  const text = `[${meaningText(spec)},${stateText(layOut(spec, "fast"))}]`;
  const bytes = new TextEncoder().encode(text);
  const sum = new Uint8Array(4);
  new DataView(sum.buffer).setUint32(0, crcOfAll(bytes), true);
  return concatBytes(checkpoint, bytes, sum);
}

/** Reads head and description of a checkpoint file, not its state; undefined when it is no checkpoint. */
export function readCheckpointFile(file: Uint8Array): CheckpointFile | undefined {
  if (file.length < HEADER_BYTES) return undefined;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const word = (at: number) => view.getUint32(at, true);
  if (word(AT.magic) !== MAGIC || word(AT.version) !== VERSION) return undefined;
  const stateWords = word(AT.stateWords);
  return {
    fingerprint: word(AT.fingerprint),
    stateHash: word(AT.stateHash),
    stateWords,
    described: descriptionIn(file.subarray(HEADER_BYTES + 4 * stateWords + 4), stateWords),
  };
}

/** The description behind a checkpoint: JSON text, and its CRC-32. */
function descriptionIn(bytes: Uint8Array, stateWords: number): CheckpointFile["described"] {
  const text = bytes.subarray(0, -4);
  const end = new DataView(
    bytes.buffer,
    bytes.byteOffset + text.length,
    bytes.length - text.length,
  );
  if (text.length === 0 || crcOfAll(text) !== end.getUint32(0, true)) return undefined;
  try {
    const [meaning, list] = v.parse(description, JSON.parse(new TextDecoder().decode(text)));
    const tensors = listed(list);
    const last = tensors.at(-1);
    return last && last.offset + last.bytes === 4 * stateWords ? { meaning, tensors } : undefined;
  } catch {
    return undefined; // not what any perceptino writes
  }
}

function listed(list: v.InferOutput<typeof stateList>): ListedTensor[] {
  let offset = 0;
  return list.map(([name, type, ...shape]) => {
    const bytes = 4 * shape.reduce((product, n) => product * n, 1);
    const tensor = { name, type, shape, offset, bytes };
    offset += bytes;
    return tensor;
  });
}

/**
 * In what the network of a checkpoint file differs from a network, as far as the file tells; undefined when it is no
 * checkpoint, or one of this network.
 */
export function describeOtherNetwork(file: Uint8Array, spec: NetworkSpec): string | undefined {
  const about = readCheckpointFile(file);
  const expected = fingerprintOf(spec);
  if (!about || about.fingerprint === expected) return undefined;
  const differences = about.described
    ? differencesOf(about.described.meaning, v.parse(meaning, JSON.parse(meaningText(spec))))
    : differencesOfSizes(about.stateWords, spec);
  return `checkpoint: got the network ${hex(about.fingerprint)}, expected ${hex(expected)}; it has ${differences}`;
}

/** In what a network differs, the first few things. */
function differencesOf(got: Meaning, expected: Meaning): string {
  const facts = [
    ...named("input", "inputs", got.inputs, expected.inputs),
    ...unitsOf(got.inputs, expected.inputs),
    ...different(windowOf(got), windowOf(expected)),
    ...(got.task === "classes" && expected.task === "classes"
      ? named("class", "classes", got.outputs, expected.outputs)
      : named("output", "outputs", got.outputs, expected.outputs)),
    ...unitsOf(got.outputs, expected.outputs),
    ...different(layersOf(got), layersOf(expected), "the layers "),
    ...(got.task === expected.task
      ? different(shown(got.loss), shown(expected.loss), "the loss ")
      : different(shown(got.task), shown(expected.task), "the task ")),
    ...different(shown(got.normalizer), shown(expected.normalizer), "the normalizer "),
  ];
  const more = facts.length > 4 ? [`${facts.length - 4} more differences`] : [];
  return [...facts.slice(0, 4), ...more].join("; ");
}

const different = (got: string, expected: string, what = ""): string[] =>
  got === expected ? [] : [`${what}${got} and not ${expected}`];

type Columns = Meaning["inputs"];

function named(one: string, many: string, got: Columns, expected: Columns): string[] {
  if (got.length !== expected.length) {
    return [`${count(got.length)} ${got.length === 1 ? one : many} and not ${expected.length}`];
  }
  const first = got.findIndex(([name], i) => name !== expected[i]![0]);
  if (first < 0) return [];
  const list = (columns: Columns) => shown(columns.map(([name]) => name).join(", "));
  if (list(got) !== list(expected)) return [`the ${many} ${list(got)} and not ${list(expected)}`];
  // Long lists are cut short, and may then look alike.
  return [`${one} ${first + 1} ${shown(got[first]![0])} and not ${shown(expected[first]![0])}`];
}

/** Of columns that both have. */
function unitsOf(got: Columns, expected: Columns): string[] {
  const right = new Map(expected);
  const unit = (text: string) => (text === "" ? "no unit" : text);
  return got.flatMap(([name, own]) =>
    different(unit(own), unit(right.get(name) ?? own), `${shown(name)} in `),
  );
}

const windowOf = ({ window: [rows, features] }: Meaning): string =>
  rows === undefined
    ? "no window"
    : `a window of ${counted(rows, "row")} (${features?.join(", ")})`;

const layersOf = ({ layers }: Meaning): string =>
  layers
    .map(([units, activation, slope]) => `${units} ${activation}${slope ? ` of ${slope}` : ""}`)
    .join(", ");

/** In what a network differs whose checkpoint nothing describes, as that of a board: its state's size is known. */
function differencesOfSizes(stateWords: number, spec: NetworkSpec): string {
  const { parameterBytes, stateBytes } = layOut(spec, "small");
  const expected = parameterBytes + stateBytes;
  return 4 * stateWords === expected
    ? "other names, units, activations or features, or the same in another order, or it is damaged"
    : `${counted(4 * stateWords, "byte")} of weights and state and not ${count(expected)}`;
}
