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
  const exported = instance.exports as Record<string, WebAssembly.Global | undefined>;
  const layout = {} as Record<(typeof CONSTANTS)[number], number>;
  for (const name of CONSTANTS) layout[name] = exported[name]?.value;
  if (layout.abi !== ABI || CONSTANTS.some((name) => layout[name] === undefined)) {
    throw new Error(
      `module: got ABI ${layout.abi}, expected ${ABI} and all its constants; build it again`,
    );
  }
  const { memory, init, forward, step, loss } = instance.exports as unknown as Exports;
  return { layout, memory: memory.buffer, init, forward, step, loss };
}
