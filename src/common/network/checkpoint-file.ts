import { concatBytes, latin1OfBytes } from "../bytes.js";
import { shown } from "../errors.js";
import { hex } from "../hex.js";
import { crc32 } from "../loader/crc32.js";
import { count, counted } from "../text.js";
import { z } from "../zod.js";
import { fingerprintOf, meaningText } from "./fingerprint.js";
import type { NetworkSpec } from "./network-spec.js";
import { layOut } from "./plan.js";

/** Byte offsets of a checkpoint's fields, and the bytes before its state (SPEC.md, "Checkpoint"). */
const AT = { magic: 0, version: 4, fingerprint: 8, stateWords: 16 } as const;
const HEADER_BYTES = 20;
const MAGIC = 0x54504350;
const VERSION = 2;
/** How a description begins, and at how many such places one is looked for. */
const BEGINNING = '[[["';
const MOST_PLACES = 16;

const columns = z.array(z.tuple([z.string(), z.string()]));
/** What a description says: what the fingerprint is made of. */
const meaning = z
  .tuple([
    columns,
    z.union([z.tuple([]), z.tuple([z.number(), z.array(z.string())])]),
    columns,
    z.array(z.tuple([z.number(), z.string(), z.number()])),
    z.string(),
    z.string(),
    z.string(),
  ])
  .transform(([inputs, window, outputs, layers, task, loss, normalizer]) => ({
    inputs,
    window,
    outputs,
    layers,
    task,
    loss,
    normalizer,
  }));
type Meaning = z.output<typeof meaning>;

/** A checkpoint as a file: its bytes, and behind them what network it is of (SPEC.md, "Checkpoint file"). */
export const describedCheckpoint = (checkpoint: Uint8Array, spec: NetworkSpec): Uint8Array =>
  concatBytes(checkpoint, new TextEncoder().encode(meaningText(spec)));

/**
 * In what the network of a checkpoint file differs from a network, as far as the file tells; undefined when it is no
 * checkpoint, or one of this network.
 */
export function describeOtherNetwork(file: Uint8Array, spec: NetworkSpec): string | undefined {
  if (file.length < HEADER_BYTES) return undefined;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const word = (at: number) => view.getUint32(at, true);
  const [got, expected] = [word(AT.fingerprint), fingerprintOf(spec)];
  const isCheckpoint = word(AT.magic) === MAGIC && word(AT.version) === VERSION;
  if (!isCheckpoint || got === expected) return undefined;
  const described = descriptionIn(file, got);
  const differences = described
    ? differencesOf(described, meaning.parse(JSON.parse(meaningText(spec))))
    : differencesOfSizes(word(AT.stateWords), spec);
  return `checkpoint: got the network ${hex(got)}, expected ${hex(expected)}; it has ${differences}`;
}

/** The description behind a checkpoint: JSON text whose CRC-32 is the fingerprint. */
function descriptionIn(file: Uint8Array, fingerprint: number): Meaning | undefined {
  const text = latin1OfBytes(file);
  let at = HEADER_BYTES;
  for (let place = 0; place < MOST_PLACES; place++) {
    at = text.indexOf(BEGINNING, at);
    if (at < 0) return undefined;
    if (crc32(file, at, file.length - at) === fingerprint) {
      return parsed(new TextDecoder().decode(file.subarray(at)));
    }
    at++;
  }
  return undefined;
}

function parsed(text: string): Meaning | undefined {
  try {
    return meaning.parse(JSON.parse(text));
  } catch {
    return undefined; // not what any perceptino writes
  }
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
