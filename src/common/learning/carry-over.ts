import { hex } from "../hex.js";
import { seal } from "../loader/checkpoint.js";
import type { Network } from "../loader/index.js";
import { HEADER_BYTES, type ListedTensor, readCheckpointFile } from "../network/checkpoint-file.js";
import { fingerprintOf } from "../network/fingerprint.js";
import type { NetworkSpec } from "../network/network-spec.js";
import { layOut, type Tensor } from "../network/plan.js";

/** What became of the tensors of a checkpoint whose state is laid out in another way; names as in the memory map. */
export interface CarriedOver {
  readonly carried: readonly string[];
  /** that the network has and the checkpoint has not, or in another shape: they are as in a new network */
  readonly fresh: readonly string[];
  /** that only the checkpoint has */
  readonly left: readonly string[];
}

/** Tensors that mean something only together, and only beside the others of their kind. */
const GROUPS: readonly (readonly string[])[] = [
  // A batch without its count, or a count without its batch.
  ["observed", "X", "Y"],
  // Momentum and Adam both keep a moment, each of its own kind.
  ["corrections", "moment", "squares"],
  ["mean", "variance", "seen"],
  ["window", "windowRows"],
];

/**
 * Continues from a checkpoint file of the same network in another layout, as with another batch or optimizer: takes over
 * what it has in common by name and shape, and leaves all else as it is in a new network.
 * @returns undefined, and changes nothing, when the file is of another network or does not say what its state consists of
 * @throws Error when it is damaged, or holds what no network can
 */
export function carryOver(
  network: Network,
  spec: NetworkSpec,
  file: Uint8Array,
): CarriedOver | undefined {
  const about = readCheckpointFile(file);
  if (!about?.described || about.fingerprint !== fingerprintOf(spec)) return undefined;
  const theirs = new Map(about.described.tensors.map((tensor) => [tensor.name, tensor]));
  const own = layOut(spec, "fast").tensors.filter(({ role }) => role !== "working");
  expectWhole(file, about.stateWords);
  const fits = fitting(own, theirs);
  const before = network.save();
  network.init(spec.seed);
  const words = new Uint32Array(network.save().buffer);
  const bytes = new Uint8Array(words.buffer);
  for (const { name, offset } of own) {
    const from = theirs.get(name);
    if (!fits.has(name) || !from) continue;
    const at = HEADER_BYTES + from.offset;
    bytes.set(file.subarray(at, at + from.bytes), HEADER_BYTES + offset);
  }
  try {
    network.restore(seal(words));
  } catch (error) {
    network.restore(before);
    throw error;
  }
  const names = own.map(({ name }) => name);
  return {
    carried: names.filter((name) => fits.has(name)),
    fresh: names.filter((name) => !fits.has(name)),
    left: [...theirs.keys()].filter((name) => !names.includes(name)),
  };
}

/** Names of the tensors that both have in the same shape, of a group all or none. */
function fitting(
  own: readonly Tensor[],
  theirs: ReadonlyMap<string, ListedTensor>,
): ReadonlySet<string> {
  const ours = new Map(own.map((tensor) => [tensor.name, tensor]));
  const alike = (name: string) => {
    const [a, b] = [ours.get(name), theirs.get(name)];
    return a === undefined || b === undefined
      ? a === b
      : a.type === b.type && a.shape.join() === b.shape.join();
  };
  const whole = (name: string) =>
    GROUPS.every((group) => !group.includes(name) || group.every(alike));
  return new Set(own.map(({ name }) => name).filter((name) => alike(name) && whole(name)));
}

function expectWhole(file: Uint8Array, stateWords: number): void {
  const end = HEADER_BYTES + 4 * stateWords;
  const words = new Uint32Array(file.slice(0, end + 4).buffer);
  const got = words.at(-1)!;
  seal(words);
  const expected = words.at(-1)!;
  if (got !== expected) {
    throw new Error(`checkpoint: got CRC-32 ${hex(got)}, expected ${hex(expected)}; it is damaged`);
  }
}

/** What was taken over, in a few words; weights and the batch as a whole. */
export function describeCarriedOver({ carried, fresh, left }: CarriedOver): string {
  const parts = [
    `carried over: ${words(carried)}`,
    ...(fresh.length > 0 ? [`new: ${words(fresh)}`] : []),
    ...(left.length > 0 ? [`left behind: ${words(left)}`] : []),
  ];
  return parts.join("; ");
}

function words(names: readonly string[]): string {
  const called = names.map((name) =>
    /^[Wb]\d+$/.test(name) ? "weights" : ["X", "Y", "observed"].includes(name) ? "batch" : name,
  );
  return [...new Set(called)].join(", ");
}
