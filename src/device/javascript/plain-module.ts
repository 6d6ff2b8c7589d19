import { createNetwork, type Layout, type Network } from "../../common/loader/index.js";

/** Kernels as JavaScript: takes the linear memory and gives init, forward, step and loss. */
export type JsCode = (
  memory: ArrayBuffer,
) => readonly [
  init: (seed: number) => void,
  forward: () => void,
  step: (learningRate: number) => number,
  loss: () => number,
];

/** Starts a network on any JavaScript engine, with new weights: its kernels are JavaScript too. */
export default function start(about: () => Layout, code: JsCode): Network {
  const layout = about();
  const memory = new ArrayBuffer(layout.end);
  const routines = code(memory);
  return createNetwork({
    layout,
    memory,
    init: routines[0],
    forward: routines[1],
    step: routines[2],
    loss: routines[3],
  });
}
