import { createNetwork, type Layout, type Network } from "../../common/loader/index.js";

/** Kernels as JavaScript: takes the linear memory and gives a module's routines, in the order of ROUTINES. */
export type JsCode = (memory: ArrayBuffer) => readonly ((argument: number) => number)[];

/** Starts a network on any JavaScript engine, with new weights: its kernels are JavaScript too. */
export default function start(about: () => Layout, code: JsCode): Network {
  const layout = about();
  const memory = new ArrayBuffer(layout.end);
  const routines = code(memory);
  return createNetwork({
    layout,
    memory,
    run: (routine, argument) => routines[routine]!(argument),
  });
}
