import type { BuiltNetwork } from "../../../common/compiler/build-network.js";
import type { ThumbCode, ThumbEntry } from "../../../common/compiler/thumb/code.js";
import { crcOfAll } from "../../../common/crc-table.js";
import {
  type Comparison,
  type ComparisonOptions,
  compareTraining,
  type TrainingThere,
} from "../../../common/learning/parity.js";
import type { Readings } from "../../../common/learning/readings.js";
import { checkpointOf } from "../../../common/loader/checkpoint.js";
import type { Network } from "../../../common/loader/index.js";
import type { CoreImage } from "./image.js";
import { ticksBetween } from "./machines.js";
import type { Called, MonitorLine } from "./monitor-line.js";

/** What a training on a core came to. */
export interface CoreComparison extends Comparison {
  /** whether the checkpoint of what lies in the core's memory at the end is Node's; false when it was stopped before */
  readonly saved: boolean;
  /** of each step on a full batch: ticks of the machine's clock from before its call until after it */
  readonly ticks: readonly number[];
  /** the same of a call of a routine that does nothing */
  readonly around: number;
  /** the most bytes of stack that the network's code took */
  readonly stack: number;
}

/** A word that machine code leaves on its stack by accident only. */
const PAINT = 0xc5c5c5c5;

/**
 * Trains a network on a core that a monitor works, and here, and compares them (parity.ts). What Espruino's loader does
 * around the machine code is done in Node: readings are put into the core's memory, and entries are called.
 * @param network fresh, with its normaliser fitted
 */
export async function trainOnCore(
  line: MonitorLine,
  image: CoreImage,
  code: ThumbCode,
  network: Network,
  { spec }: BuiltNetwork,
  readings: Readings,
  options: ComparisonOptions,
): Promise<CoreComparison> {
  const ticks: number[] = [];
  const { machine, routines, stack } = image;
  await line.call(routines.fill, stack.from, stack.to, PAINT);
  const ticksOf = ({ before, after }: Called) => ticksBetween(machine, before, after);
  const around = ticksOf(await line.call(routines.nothing));
  const there = trainingOn(line, image, code, network, readings, (trained, full) => {
    if (full) ticks.push(ticksOf(trained));
  });
  const comparison = await compareTraining(there, network, spec, readings, options);
  const saved = comparison.steps === options.steps && !comparison.difference;
  return { ...comparison, saved, ticks, around, stack: await stackUsed(line, image) };
}

/** Bytes of the stack that are painted no more, from its start to the lowest; between two calls the monitor takes 20. */
async function stackUsed(
  line: MonitorLine,
  { routines, stack }: Pick<CoreImage, "routines" | "stack">,
): Promise<number> {
  const { result } = await line.call(routines.alike, stack.from, stack.to, PAINT);
  if (result > stack.from) return stack.to - result;
  throw new Error(
    `the machine code took all ${stack.to - stack.from} bytes of its stack; this is a bug in perceptino`,
  );
}

/** @param onTrained called after each step with what its call came to, and whether the batch was full */
function trainingOn(
  line: MonitorLine,
  image: CoreImage,
  code: ThumbCode,
  { engine, save }: Network,
  { values, targets, inputs, targetCount }: Readings,
  onTrained: (trained: Called, full: boolean) => void,
): TrainingThere {
  const { layout, memory } = engine;
  const { batch, parameters, seed } = layout;
  const state = new Uint32Array(memory, 0, layout.stateEnd / 4);
  const at = (byte: number): number => image.memory + byte;
  const entry = (name: ThumbEntry) => (image.code + code.entries.get(name)!) | 1;
  const enter = (name: ThumbEntry, argument = 0) => line.call(entry(name), image.memory, argument);
  /** A reading and behind it its target, as observe() takes them. */
  const observation = (row: number) => {
    const both = new Float32Array(inputs + targetCount);
    both.set(values.subarray(row * inputs, (row + 1) * inputs));
    both.set(targets.subarray(row * targetCount, (row + 1) * targetCount), inputs);
    return new Uint32Array(both.buffer);
  };
  const hash = async () => {
    const { result } = await line.call(image.routines.sum, at(0), at(4 * parameters), image.table);
    return result;
  };
  return {
    async start() {
      await enter("init", seed);
      // The learning rate and all that lies between it and the batch: what follows from data, such as means and scales.
      const first = parameters + 3;
      await line.write(at(4 * first), state.subarray(first, layout.readings / 4));
      return hash();
    },
    async step(first, end) {
      const rows = Array.from({ length: end - first }, (_, i) => observation(first + i));
      // All of a step goes over the line at once: the core does one after the other.
      const [, trained, steps, sum] = await Promise.all([
        line.feed(entry("observe"), image.memory, at(layout.input), rows),
        enter("train"),
        line.read(at(4 * parameters), 1),
        hash(),
      ]);
      onTrained(trained, end - first === batch);
      return { steps: steps[0]!, lossBits: trained.result, hash: sum };
    },
    parameters: () => line.read(at(0), parameters),
    async save() {
      const saved = checkpointOf(layout, await line.read(at(0), state.length));
      return { device: crcOfAll(saved), host: crcOfAll(save()) };
    },
  };
}
