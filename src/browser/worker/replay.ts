import { buildNetworkWith } from "../../common/compiler/build-network.js";
import {
  bitsFromFloats,
  compareBits,
  firstOtherWord,
  floatsFromBits,
  type LessonThere,
  type OtherWord,
  type Parted,
  type Replayed,
  replayLesson,
} from "../../common/learning/replay.js";
import { restoreFile } from "../../common/learning/restore-file.js";
import { startNetwork } from "../../common/learning/start-network.js";
import { checkpointOf } from "../../common/loader/checkpoint.js";
import type { Network } from "../../common/loader/index.js";
import { fingerprintOf } from "../../common/network/fingerprint.js";
import { type NetworkSpec, parseNetwork } from "../../common/network/network-file.js";
import { layOut } from "../../common/network/plan.js";
import type { Resources } from "../../common/resources.js";

/** What a page must know of a network to watch and teach it. */
export interface TaughtNetwork {
  readonly fingerprint: number;
  /** CRC-32 of the list of the state */
  readonly state: number;
  readonly task: NetworkSpec["task"];
  readonly outputs: readonly string[];
  /** units of numbers, texts for no and yes */
  readonly inputs: number;
  /** numbers of a reading */
  readonly channels: number;
  readonly hasWindow: boolean;
  /** readings from one window to the next; 1 without a window */
  readonly stride: number;
  readonly rate?: number;
  readonly batch: number;
  readonly meansLoss: boolean;
  readonly words: number;
}

/** Where a network that is replayed stands. */
export interface Standing {
  readonly steps: number;
  readonly held: number;
  readonly hash: number;
}

/** A guess as a device tells it. */
export interface GuessThere {
  /** readings' bits since the last guess, where all of them arrived */
  readonly readings?: readonly Uint32Array[];
  readonly features: Uint32Array;
  readonly said: Uint32Array;
}

/** Replays in the page what a device does with the same network. */
export function replayer(resources: Resources) {
  let own: { readonly spec: NetworkSpec; readonly network: Network } | undefined;
  const opened = () => {
    if (own) return own;
    throw new Error("replay: nothing was opened");
  };
  const standing = (): Standing => {
    const { network } = opened();
    const { memory, layout } = network.engine;
    const held = new Uint32Array(memory)[layout.parameters + 2]!;
    return { steps: network.steps, held, hash: network.hash() };
  };
  return {
    /** @param checkpoint new weights without one */
    async open(text: string, checkpoint?: Uint8Array): Promise<TaughtNetwork> {
      const spec = parseNetwork(text, "network.json");
      const network = await startNetwork(buildNetworkWith(resources, spec));
      if (checkpoint) restoreFile(network, spec, checkpoint, "the trained weights");
      network.restart();
      own = { spec, network };
      const { layout } = network.engine;
      return {
        fingerprint: fingerprintOf(spec),
        state: layout.state >>> 0,
        task: spec.task,
        outputs: spec.outputs.map(({ name }) => name),
        inputs: layout.inputs,
        channels: spec.inputs.length,
        hasWindow: spec.window !== undefined,
        stride: spec.window?.stride ?? 1,
        ...(spec.window?.rate !== undefined && { rate: spec.window.rate }),
        batch: layout.batch,
        meansLoss: spec.reduction === "mean",
        words: layout.stateEnd / 4,
      };
    },
    standing,
    /** Takes over a device's parameters and state. @returns them as a checkpoint */
    takeOver(words: Uint32Array): Uint8Array<ArrayBuffer> {
      const { network } = opened();
      network.restore(checkpointOf(network.engine.layout, words));
      network.restart();
      return network.save();
    },
    /** Empties the window, as the device's is. */
    restart: () => opened().network.restart(),
    /** Compares a guess: the features, where all readings came, and what the network says of them. */
    watch({ readings, features, said }: GuessThere): Parted | undefined {
      const { spec, network } = opened();
      let here: Float32Array | undefined;
      for (const bits of readings ?? []) {
        const reading = floatsFromBits(bits);
        here = (spec.window ? network.push(reading) : reading) ?? here;
      }
      const other = here && compareBits("features", features, bitsFromFloats(here));
      if (other) return other;
      const says = network.predict(floatsFromBits(features));
      return compareBits("prediction", said, bitsFromFloats(says));
    },
    lesson: (lesson: LessonThere): Replayed => replayLesson(opened().network, lesson),
    /** The first of a device's words that is another here. */
    firstOther(words: Uint32Array): OtherWord | undefined {
      const { spec, network } = opened();
      const lies = layOut(spec, "fast").tensors.filter(
        ({ role }) => role === "parameters" || role === "state",
      );
      return firstOtherWord(network, words, lies);
    },
    save: (): Uint8Array<ArrayBuffer> => opened().network.save(),
    /** Whether a checkpoint is one of this network's. Throws a UserError where not. */
    check(checkpoint: Uint8Array): void {
      const { spec, network } = opened();
      const before = network.save();
      try {
        restoreFile(network, spec, checkpoint, "the kept weights");
      } finally {
        network.restore(before);
      }
    },
  };
}
