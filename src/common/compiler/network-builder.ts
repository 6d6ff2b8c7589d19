// The words that a network's routines are written with (network-program.ts, dense/layers.ts).
import { ACTIVATIONS } from "../network/activations.js";
import type { Layer } from "../network/network-spec.js";
import { type MemoryPlan, type SizedLayer, tensor } from "../network/plan.js";
import type { Tiling } from "./dense/layer.js";
import {
  type Constant,
  constant,
  type Expression,
  local,
  type Routine,
  type Statement,
  type Type,
} from "./ir/ir.js";
import type { Kernels } from "./kernels.js";

export const int = (value: number): Constant => constant("i32", value | 0);
export const float = (value: number): Constant => constant("f32", Math.fround(value));
export const flag = (value: boolean): Constant => int(value ? 1 : 0);

/** What the layers' statements are made with. */
export interface Builder {
  /** how layers' products are blocked, each layer by routines of its own; else kernels for all layers do it */
  readonly tiling?: Tiling | undefined;
  /** first byte of a tensor */
  address(name: string): Constant;
  /** first byte of the fast plan's scratch for gradients; 0 where no layer needs any */
  readonly strip: Constant;
  /** whether there are kernels that compute with four lanes */
  readonly lanes: boolean;
  call(kernel: string, operands: readonly Expression[], result?: number): Statement;
  /** the routine of a kernel */
  kernel(name: string): string;
}

export function builder(plan: MemoryPlan, kernels: Kernels, tiling?: Tiling): Builder {
  const kernel = (name: string): string => {
    const target = kernels.exports.get(name);
    if (target === undefined) throw new Error(`${name}: got no such kernel`);
    return target;
  };
  return {
    tiling,
    lanes: kernels.exports.has("featureMeanLanes"),
    kernel,
    address: (name) => int(tensor(plan, name).offset),
    strip: int(plan.tensors.find(({ name }) => name === "strip")?.offset ?? 0),
    call: (name, operands, result) => ({
      kind: "call",
      target: kernel(name),
      operands,
      ...(result !== undefined && { result }),
    }),
  };
}

/** What assembly/network.ts calls something, as kernels know it. */
export const inNetwork = (name: string): string => `assembly/network/${name}`;

export const routine = (
  name: string,
  parameters: readonly Type[],
  body: readonly Statement[],
): Routine => ({ name: inNetwork(name), parameters, locals: parameters, body });

/** Activations that a layer reads: those of the layer below, or normalised readings from a local's address on. */
export const activationsBelow = ({ number }: SizedLayer, { address }: Builder): Expression =>
  number > 1 ? address(`A${number - 1}`) : local("i32", 0);

/** An activation with its slope, as kernels take them. */
export const activationOf = (layer: Layer | undefined): [Constant, Constant] => [
  int(ACTIVATIONS[layer?.activation ?? "identity"].number),
  float(layer?.slope ?? 0),
];
