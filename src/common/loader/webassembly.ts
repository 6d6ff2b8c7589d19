import {
  ABI,
  CONSTANTS,
  type Engine,
  type Layout,
  OF_WINDOW,
  ROUTINES,
  type Rows,
} from "./engine.js";
import { fail } from "./learner.js";

/** The custom section of a module that holds a checkpoint (SPEC.md, "The module"). */
export const CHECKPOINT_SECTION = "perceptino";

/** What a host's module exports besides: places in bytes, and how many readings have room there. */
interface HostExports {
  readonly rows?: WebAssembly.Global;
  readonly many?: WebAssembly.Global;
  readonly answers?: WebAssembly.Global;
  readonly predictRows?: (count: number) => number;
}

type Exports = Readonly<
  Partial<Record<keyof Layout, WebAssembly.Global>> & {
    memory: WebAssembly.Memory;
  } & HostExports &
    Record<(typeof ROUTINES)[number], (argument: number) => number>
>;

/**
 * The engine of Node and the browser. The module's code runs as it is: an endless routine of a stranger's module is stopped
 * only by whoever ends the thread.
 * @throws Error when the bytes are no perceptino module of this ABI version, or its memory does not hold its sizes
 */
export async function webAssemblyEngine(wasm: Uint8Array<ArrayBuffer>): Promise<Engine> {
  const { module, instance } = await WebAssembly.instantiate(wasm, {});
  const exported = instance.exports as unknown as Exports;
  const routines = ROUTINES.map((name) => exported[name]);
  const layout = layoutOf((name) => exported[name]?.value, exported.memory?.buffer.byteLength);
  const rows = rowsOf(exported, layout);
  const [checkpoint] = WebAssembly.Module.customSections(module, CHECKPOINT_SECTION);
  return {
    layout,
    memory: exported.memory.buffer,
    run: (routine, argument) => routines[routine]!(argument),
    ...(rows && { rows }),
    ...(checkpoint && { checkpoint: new Uint8Array(checkpoint) }),
  };
}

/** What a host's module has for many readings at once; undefined for a device's, and where its places lie behind its end. */
function rowsOf(exported: Exports, { inputs, outputs, end }: Layout): Rows | undefined {
  const { predictRows, memory } = exported;
  const [most, many, answers] = [exported.rows, exported.many, exported.answers].map(
    (constant) => constant?.value as number,
  );
  const stands = (at: number, width: number) =>
    at >= 0 && at % 4 === 0 && at + 4 * most! * width <= end;
  if (!predictRows || !(most! >= 1 && stands(many!, inputs) && stands(answers!, outputs)))
    return undefined;
  return {
    most: most!,
    readings: new Float32Array(memory.buffer, many, most! * inputs),
    answers: new Float32Array(memory.buffer, answers, most! * outputs),
    predict: predictRows,
  };
}

/** A module's constants. Throws unless they are all there, of this ABI version, and its memory holds the sizes. */
export function layoutOf(
  constant: (name: keyof Layout) => number | undefined,
  memoryBytes: number | undefined,
): Layout {
  const layout = {} as Record<keyof Layout, number>;
  for (const name of CONSTANTS) layout[name] = constant(name)!;
  for (const name of OF_WINDOW) {
    const value = constant(name);
    if (value !== undefined) layout[name] = value;
  }
  if (!isPossible(layout, memoryBytes!)) {
    fail("module", `ABI ${layout.abi}`, `${ABI} and constants that fit its memory; build it again`);
  }
  return layout;
}

/** Whether places and sizes lie in memory, one behind the other; nothing that is undefined does. */
function isPossible(layout: Readonly<Record<keyof Layout, number>>, memoryBytes: number): boolean {
  const { abi, inputs, outputs, targets, batch, parameters, readings } = layout;
  const { input, output, stateEnd, end, reading, channels } = layout;
  const stands = (at: number, count: number, last: number) => at >= 0 && at + 4 * count <= last;
  return (
    abi === ABI &&
    CONSTANTS.every((name) => layout[name] !== undefined) &&
    Math.min(inputs, outputs, targets, batch, parameters) >= 1 &&
    readings >= 4 * (parameters + 4 + (layout.normalizer ? 2 * inputs : 0)) &&
    stands(readings, batch * (inputs + targets), stateEnd) &&
    stands(input, inputs + targets, end) &&
    stands(output, outputs, end) &&
    (reading === undefined || stands(reading, channels, end)) &&
    [readings, input, output, stateEnd, end].every((at) => at % 4 === 0) &&
    stateEnd <= Math.min(input, output) &&
    end <= memoryBytes
  );
}
