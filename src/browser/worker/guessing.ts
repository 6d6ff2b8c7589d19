import { buildNetworkWith } from "../../common/compiler/build-network.js";
import { restoreFile } from "../../common/learning/restore-file.js";
import { startNetwork } from "../../common/learning/start-network.js";
import type { Network } from "../../common/loader/index.js";
import { type NetworkSpec, parseNetwork } from "../../common/network/network-file.js";
import { type MemoryPlan, tensor } from "../../common/network/plan.js";
import type { Resources } from "../../common/resources.js";
import type { Learning } from "./training.js";

/** Guesses from readings as they come, with a network that learns or has learnt. */
export interface Guesser {
  /**
   * @param text of the network file; its own training, where one is going on or is over, is followed from step to step
   * @param checkpoint otherwise what it knows; without both it guesses nothing
   */
  begin(text: string, checkpoint?: Uint8Array): Promise<void>;
  /**
   * @param readings (count, channels) that came one after the other
   * @returns (outputs) what the network says to the last of them that made a guess; undefined where none did
   */
  guess(readings: Float32Array): Float32Array | undefined;
  /** Forgets what is in the window: what comes next does not follow it. */
  restart(): void;
}

/** Guesses a second that a person can follow: a window is guessed anew so often, also where training takes wider steps. */
const GUESSES = 8;

export function guesser(resources: Resources, learning: () => Learning | undefined): Guesser {
  let own: { text: string; spec: NetworkSpec; plan: MemoryPlan; network: Network } | undefined;
  const follow = () => {
    const other = learning();
    if (own && other?.text === own.text) copyLearnt(own.plan, other.network, own.network);
  };
  return {
    async begin(text, checkpoint) {
      const spec = oftener(parseNetwork(text, "network.json"));
      const built = buildNetworkWith(resources, spec);
      const network = await startNetwork(built);
      if (checkpoint) {
        restoreFile(network, spec, checkpoint, "the weights");
        network.restart();
      }
      own = { text, spec, plan: built.plan, network };
    },
    guess(readings) {
      if (!own) return undefined;
      follow();
      const { spec, network } = own;
      if (network.steps === 0) return undefined;
      const width = spec.inputs.length;
      let said: Float32Array | undefined;
      for (let at = 0; at + width <= readings.length; at += width) {
        const reading = readings.subarray(at, at + width);
        const features = spec.window ? network.push(reading) : reading;
        if (features) said = network.predict(features);
      }
      return said;
    },
    restart: () => own?.network.restart(),
  };
}

/** A network whose windows follow each other faster; it is the same one to its weights. */
function oftener(spec: NetworkSpec): NetworkSpec {
  const { window } = spec;
  if (!window) return spec;
  const wanted = Math.max(1, Math.round((window.rate ?? 2 * window.rows) / GUESSES));
  return { ...spec, window: { ...window, stride: Math.min(window.stride, wanted) } };
}

/** Copies what a network has learnt into one of the same plan, whose window stays as it is. */
function copyLearnt(plan: MemoryPlan, from: Network, to: Network): void {
  const end = tensor(plan, plan.tensors.some(({ name }) => name === "window") ? "window" : "X");
  const learnt = new Uint8Array(from.engine.memory, 0, end.offset);
  new Uint8Array(to.engine.memory).set(learnt);
}
