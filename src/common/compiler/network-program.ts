import { ABI } from "../loader/engine.js";
import { ACTIVATIONS } from "../network/activations.js";
import { fingerprintOf } from "../network/fingerprint.js";
import type { NetworkSpec } from "../network/network-file.js";
import {
  isUnrolled,
  type MemoryPlan,
  parameterCount,
  type Tensor,
  tensor,
  widths,
} from "../network/plan.js";
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

/** What a network adds to the kernels; assembly/network.ts says what each of its names is. */
export interface NetworkProgram {
  /** the constants that kernels name */
  readonly globals: ReadonlyMap<string, Constant>;
  /** the routines that kernels call and do not have */
  readonly routines: readonly Routine[];
  /** what kernels call by one name and have by another */
  readonly bindings: ReadonlyMap<string, string>;
  /** what the module exports besides its functions (SPEC.md, "The module") */
  readonly constants: ReadonlyMap<string, Constant>;
  /** the planner's tensors of integers: what lies at an address, in bytes */
  readonly integers: ReadonlyMap<number, "i32" | "count">;
}

const int = (value: number): Constant => constant("i32", value | 0);
const float = (value: number): Constant => constant("f32", Math.fround(value));
const flag = (value: boolean): Constant => int(value ? 1 : 0);

/** A layer as the sequence of calls needs it. */
interface Layer {
  /** from 1 */
  readonly number: number;
  readonly inputs: number;
  readonly units: number;
  /** whether there is a layer below, whose dZ is wanted */
  readonly below: Constant;
  readonly activation: Constant;
  readonly activationBelow: Constant;
}

/** What the layers' statements are made with. */
interface Builder {
  /** first byte of a tensor */
  address(name: string): Constant;
  call(kernel: string, operands: readonly Expression[], result?: number): Statement;
}

function builder(plan: MemoryPlan, kernels: Kernels): Builder {
  return {
    address: (name) => int(tensor(plan, name).offset),
    call(kernel, operands, result) {
      const target = kernels.exports.get(kernel);
      if (target === undefined) throw new Error(`${kernel}: got no such kernel`);
      return { kind: "call", target, operands, ...(result !== undefined && { result }) };
    },
  };
}

/** The sizes, the addresses and the sequence of layers of a network, in terms of the kernels. */
export function networkProgram(
  spec: NetworkSpec,
  plan: MemoryPlan,
  kernels: Kernels,
): NetworkProgram {
  const build = builder(plan, kernels);
  const layers = layersOf(spec);
  const unit = isUnrolled(spec);
  const steps = unit
    ? []
    : plan.kind === "fast"
      ? fastPlan(build, layers)
      : smallPlan(build, layers);
  return {
    globals: globals(spec, plan, build),
    routines: [drawParameters(build, layers), forwardRows(build, layers), ...steps],
    bindings: new Map([
      [inNetwork("descend"), kernels.exports.get(unit ? "descendUnit" : "descend")!],
    ]),
    constants: constants(spec, plan, build),
    integers: new Map(plan.tensors.flatMap(integersOf)),
  };
}

function integersOf({ type, offset, bytes }: Tensor): [number, "i32" | "count"][] {
  if (type === "f32") return [];
  return Array.from({ length: bytes / 4 }, (_, i) => [offset + 4 * i, type]);
}

function layersOf(spec: NetworkSpec): Layer[] {
  const n = widths(spec);
  return spec.layers.map(({ units, activation }, i) => ({
    number: i + 1,
    inputs: n[i]!,
    units,
    below: flag(i > 0),
    activation: int(ACTIVATIONS[activation].number),
    activationBelow: int(ACTIVATIONS[spec.layers[i - 1]?.activation ?? "identity"].number),
  }));
}

function globals(spec: NetworkSpec, plan: MemoryPlan, { address }: Builder) {
  return new Map<string, Constant>([
    ["BATCH", int(spec.batch)],
    ["INPUTS", int(spec.inputs.length)],
    ["OUTPUTS", int(spec.outputs.length)],
    ["CHUNK", int(plan.kind === "fast" ? spec.batch : 1)],
    ["MEAN", flag(spec.reduction === "mean")],
    ["POSITIVE_WEIGHT", float(spec.positiveWeight)],
    ["PARAMETERS", address("W1")],
    ["OBSERVED", address("observed")],
    ["READINGS", address("X")],
    ["LABELS", address("Y")],
    ["OUTPUT", address(`A${spec.layers.length}`)],
  ]);
}

function constants(spec: NetworkSpec, plan: MemoryPlan, { address }: Builder) {
  return new Map<string, Constant>([
    ["abi", int(ABI)],
    ["batch", int(spec.batch)],
    ["end", int(plan.end)],
    ["fingerprint", int(fingerprintOf(spec))],
    ["inputs", int(spec.inputs.length)],
    ["learningRate", float(spec.optimizer.learningRate)],
    ["observed", address("observed")],
    ["output", address(`A${spec.layers.length}`)],
    ["outputs", int(spec.outputs.length)],
    ["parameters", int(parameterCount(spec))],
    ["readings", address("X")],
    ["seed", int(spec.seed)],
  ]);
}

/** What assembly/network.ts calls something, as kernels know it. */
const inNetwork = (name: string): string => `assembly/network/${name}`;

const routine = (
  name: string,
  parameters: readonly Type[],
  body: readonly Statement[],
): Routine => ({ name: inNetwork(name), parameters, locals: parameters, body });

/** Activations that a layer reads: those of the layer below, or the readings from row `first`. */
function activationsBelow({ number, inputs }: Layer, { address }: Builder): Expression {
  if (number > 1) return address(`A${number - 1}`);
  const first = local("i32", 0);
  const offset: Expression = {
    kind: "binary",
    type: "i32",
    operator: "mul",
    left: first,
    right: int(4 * inputs),
  };
  return { kind: "binary", type: "i32", operator: "add", left: offset, right: address("X") };
}

/** drawParameters(state) */
function drawParameters({ address, call }: Builder, layers: readonly Layer[]): Routine {
  const draw = ({ number, inputs, units }: Layer) => {
    const bound = float(Math.sqrt(6 / (inputs + units)));
    const sizes = [int(inputs * units), int(units)];
    return call("drawLayer", [address(`W${number}`), ...sizes, bound, local("i32", 0)], 0);
  };
  return routine("drawParameters", ["i32"], layers.map(draw));
}

/** forwardRows(first, count) */
function forwardRows(build: Builder, layers: readonly Layer[]): Routine {
  const { address, call } = build;
  const count = local("i32", 1);
  const forward = (layer: Layer): Statement[] => {
    const { number, inputs, units } = layer;
    const a = address(`A${number}`);
    const x = activationsBelow(layer, build);
    const w = address(`W${number}`);
    const dense =
      units === 1
        ? call("unitForward", [x, w, a, int(inputs), count])
        : call("denseForward", [x, w, address(`b${number}`), a, int(inputs), int(units), count]);
    if (number === layers.length) return [dense];
    const elements: Expression = {
      kind: "binary",
      type: "i32",
      operator: "mul",
      left: count,
      right: int(units),
    };
    return [dense, call("activate", [layer.activation, a, elements])];
  };
  return routine("forwardRows", ["i32", "i32"], layers.flatMap(forward));
}

/** beginStep(), backwardRows(first, count, rate) and endStep(rate) of the fast plan: each layer is updated on the way. */
function fastPlan(build: Builder, layers: readonly Layer[]): Routine[] {
  const { address, call } = build;
  const count = local("i32", 1);
  const rate = local("f32", 2);
  const strip = layers.some(({ number, units }) => number > 1 && units > 1)
    ? address("strip")
    : int(0);
  const backward = (layer: Layer): Statement => {
    const { number, inputs, units, below, activationBelow } = layer;
    const a = activationsBelow(layer, build);
    const w = address(`W${number}`);
    const dz = address(`dZ${number}`);
    const how = [count, rate, below, activationBelow];
    if (units === 1) return call("unitBackward", [a, w, dz, int(inputs), ...how]);
    const b = address(`b${number}`);
    return call("denseBackward", [a, w, b, dz, strip, int(inputs), int(units), ...how]);
  };
  return [
    routine("beginStep", [], []),
    routine("backwardRows", ["i32", "i32", "f32"], layers.map(backward).reverse()),
    routine("endStep", ["f32"], []),
  ];
}

/** The same of the small plan: one observation at a time, its gradient added to a buffer. */
function smallPlan(build: Builder, layers: readonly Layer[]): Routine[] {
  const { address, call } = build;
  const parameters = layers.reduce((sum, { inputs, units }) => sum + (inputs + 1) * units, 0);
  const gradient = address("dW1");
  const backward = (layer: Layer): Statement => {
    const { number, inputs, units, below, activationBelow } = layer;
    const a = activationsBelow(layer, build);
    const w = address(`W${number}`);
    const dw = address(`dW${number}`);
    const dz = address(`dZ${number}`);
    const how = [below, activationBelow];
    if (units === 1) return call("unitAccumulate", [a, w, dw, dz, int(inputs), ...how]);
    const db = address(`db${number}`);
    return call("denseAccumulate", [a, w, dw, db, dz, int(inputs), int(units), ...how]);
  };
  const apply = call("applyGradient", [address("W1"), gradient, int(parameters), local("f32", 0)]);
  return [
    routine("beginStep", [], [call("clear", [gradient, int(parameters)])]),
    routine("backwardRows", ["i32", "i32", "f32"], layers.map(backward).reverse()),
    routine("endStep", ["f32"], [apply]),
  ];
}
