import { concatBytes, latin1OfBytes } from "../bytes.js";
import { shown } from "../errors.js";
import { hex } from "../hex.js";
import { crc32 } from "../loader/crc32.js";
import { checkpointWords } from "../loader/restorable.js";
import { counted } from "../text.js";
import { z } from "../zod.js";
import { fingerprintOf, meaningText } from "./fingerprint.js";
import type { NetworkSpec } from "./network-file.js";
import { parameterCount } from "./plan.js";

/** Byte offsets of a checkpoint's fields, and the bytes before its state (SPEC.md, "Checkpoint"). */
const AT = { magic: 0, version: 4, fingerprint: 8, parameters: 24, observed: 28 } as const;
const HEADER_BYTES = 32;
/** How a description begins, and at how many such places one is looked for. */
const BEGINNING = '[[["';
const MOST_PLACES = 16;

const pair = <const T extends z.ZodMiniType>(second: T) => z.array(z.tuple([z.string(), second]));
/** What a description says: what the fingerprint is made of. */
const meaning = z.tuple([
  pair(z.string()),
  z.array(z.string()),
  z.array(z.tuple([z.number(), z.string()])),
  z.string(),
  z.string(),
]);
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
  const isCheckpoint = word(AT.magic) === 0x54504350 && word(AT.version) === 1;
  if (!isCheckpoint || got === expected) return undefined;
  const described = descriptionIn(file, got);
  const differences = described
    ? differencesOf(described, meaning.parse(JSON.parse(meaningText(spec))))
    : differencesOfSizes(file.length, word(AT.parameters), word(AT.observed), spec);
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
  const named = (what: string, names: readonly string[], right: readonly string[]) =>
    names.length === right.length && names.every((name, i) => name === right[i])
      ? []
      : names.length === right.length
        ? [`the ${what}s ${listed(names)} and not ${listed(right)}`]
        : [`${counted(names.length, what)} and not ${right.length}`];
  const layersOf = ([, , layers]: Meaning) =>
    layers.map(([units, activation]) => `${units} ${activation}`).join(", ");
  const units = new Map(expected[0]);
  const differences = [
    ...named(
      "input",
      got[0].map(([name]) => name),
      expected[0].map(([name]) => name),
    ),
    ...got[0].flatMap(([name, unit]) => {
      const right = units.get(name);
      return right === undefined || right === unit
        ? []
        : [`${shown(name)} in ${unitOf(unit)} and not ${unitOf(right)}`];
    }),
    ...named("output", got[1], expected[1]),
    ...(layersOf(got) === layersOf(expected)
      ? []
      : [`the layers ${layersOf(got)} and not ${layersOf(expected)}`]),
    ...(got[3] === expected[3] ? [] : [`the loss ${shown(got[3])} and not ${shown(expected[3])}`]),
    ...(got[4] === expected[4]
      ? []
      : [`the normalizer ${shown(got[4])} and not ${shown(expected[4])}`]),
  ];
  const more = differences.length > 4 ? [`${differences.length - 4} more differences`] : [];
  return [...differences.slice(0, 4), ...more].join("; ");
}

const unitOf = (unit: string) => (unit === "" ? "no unit" : unit);
const listed = (names: readonly string[]) => shown(names.join(", "));

/**
 * In what a network differs whose checkpoint nothing describes, as that of a board: its parameters are counted, and the
 * inputs too while no reading waits in its batch.
 */
function differencesOfSizes(
  bytes: number,
  parameters: number,
  observed: number,
  spec: NetworkSpec,
): string {
  const without = checkpointWords({ inputs: 0, outputs: 0, parameters }, observed);
  const inputs = (bytes / 4 - without) / 2;
  const known = observed === 0 && Number.isInteger(inputs) && inputs > 0;
  const differences = [
    ...(known && inputs !== spec.inputs.length
      ? [`${counted(inputs, "input")} and not ${spec.inputs.length}`]
      : []),
    ...(parameters !== parameterCount(spec)
      ? [`${counted(parameters, "parameter")} and not ${parameterCount(spec)}`]
      : []),
  ];
  return differences.length > 0
    ? differences.join("; ")
    : "other names, units or activations, or the same in another order, or it is damaged";
}
