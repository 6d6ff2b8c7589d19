import { ABI, type Engine, type Layout } from "./engine.js";

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

interface Exports {
  readonly memory: WebAssembly.Memory;
  init(seed: number): void;
  forward(): void;
  step(learningRate: number): number;
  loss(): number;
}

/** The engine of Node and the browser. Throws when the bytes are no perceptino module of this ABI version. */
export async function webAssemblyEngine(wasm: Uint8Array<ArrayBuffer>): Promise<Engine> {
  const { instance } = await WebAssembly.instantiate(wasm, {});
  const globals = instance.exports as Record<string, WebAssembly.Global | undefined>;
  const constants = CONSTANTS.map((name) => [name, Number(globals[name]?.value)] as const);
  const layout = Object.fromEntries(constants) as Record<(typeof CONSTANTS)[number], number>;
  if (layout.abi !== ABI)
    throw new Error(`module: got ABI ${layout.abi}, expected ${ABI}; build it again`);
  const { memory, init, forward, step, loss } = instance.exports as unknown as Exports;
  return { layout, memory: memory.buffer, init, forward, step, loss };
}
