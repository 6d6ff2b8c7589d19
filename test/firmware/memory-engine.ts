import type { Engine, Layout } from "../../src/common/loader/index.js";

/** An engine that computes nothing: memory for a network whose state alone matters. */
export function memoryEngine(layout: Layout): Engine {
  return {
    layout,
    memory: new ArrayBuffer(layout.end),
    init() {},
    forward() {},
    step: () => 0,
    loss: () => 0,
  };
}
