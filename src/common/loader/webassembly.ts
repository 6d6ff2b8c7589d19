import { ABI, type Engine, type Layout } from "./engine.js";
import { fail } from "./learner.js";

const CONSTANTS = [
  "abi",
  "fingerprint",
  "inputs",
  "outputs",
  "batch",
  "seed",
  "learningRate",
  "parameters",
  "observed",
  "readings",
  "output",
  "end",
] as const satisfies readonly (keyof Layout)[];

interface Exports extends Readonly<Partial<Record<keyof Layout, WebAssembly.Global>>> {
  readonly memory: WebAssembly.Memory;
  init(seed: number): void;
  forward(): void;
  step(learningRate: number): number;
  loss(): number;
}

/**
 * The engine of Node and the browser. The module's code runs as it is: an endless routine of a stranger's module is stopped
 * only by whoever ends the thread.
 * @throws Error when the bytes are no perceptino module of this ABI version, or its memory does not hold its sizes
 */
export async function webAssemblyEngine(wasm: Uint8Array<ArrayBuffer>): Promise<Engine> {
  const { instance } = await WebAssembly.instantiate(wasm, {});
  const exported = instance.exports as unknown as Exports;
  return {
    layout: layoutOf((name) => exported[name]?.value, exported.memory?.buffer.byteLength),
    memory: exported.memory.buffer,
    init: exported.init,
    forward: exported.forward,
    step: exported.step,
    loss: exported.loss,
  };
}

/** A module's constants. Throws unless they are all there, of this ABI version, and its memory holds the sizes. */
export function layoutOf(
  constant: (name: keyof Layout) => number | undefined,
  memoryBytes: number | undefined,
): Layout {
  const layout = {} as Record<keyof Layout, number>;
  for (const name of CONSTANTS) layout[name] = constant(name)!;
  const { abi, inputs, outputs, batch, parameters, readings, end } = layout;
  if (
    abi !== ABI ||
    CONSTANTS.some((name) => layout[name] === undefined) ||
    Math.min(inputs, outputs, batch, parameters) < 1 ||
    readings < 4 * parameters ||
    readings + 4 * batch * (inputs + outputs) !== end ||
    !(end <= memoryBytes!)
  ) {
    fail("module", `ABI ${abi}`, `${ABI} and constants that fit its memory; build it again`);
  }
  return layout;
}
