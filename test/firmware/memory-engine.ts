import type { Engine, Layout } from "../../src/common/loader/index.js";

/** An engine that computes nothing and takes observations as they are: a network whose state alone matters. */
export function memoryEngine(layout: Layout): Engine {
  const memory = new ArrayBuffer(layout.end);
  const words = new Uint32Array(memory);
  const { parameters, inputs, targets, batch, input, readings } = layout;
  const observe = () => {
    const count = words[parameters + 2]!++;
    const at = input / 4;
    words.copyWithin(readings / 4 + count * inputs, at, at + inputs);
    const target = at + inputs;
    words.copyWithin(readings / 4 + batch * inputs + count * targets, target, target + targets);
    return count + 1;
  };
  return { layout, memory, run: (routine) => (routine === 1 ? observe() : 0) };
}
