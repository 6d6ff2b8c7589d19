import { ACTIVATIONS } from "../network/activations.js";
import type { NetworkSpec } from "../network/network-spec.js";
import {
  isUnrolled,
  keepsGradient,
  type MemoryPlan,
  type SizedLayer,
  sizedLayers,
  type Tensor,
  trainedCount,
} from "../network/plan.js";
import { startValues } from "../network/start-values.js";
import type { Tiling } from "./dense/layer.js";
import { backwardName, forwardName, layerRoutines } from "./dense/layers.js";
import { type Constant, type Expression, local, type Routine, type Statement } from "./ir/ir.js";
import type { Kernels } from "./kernels.js";
import { makeFeatures } from "./make-features.js";
import { entriesOf, moduleConstants } from "./module-constants.js";
import {
  activationOf,
  activationsBelow,
  type Builder,
  builder,
  flag,
  float,
  inNetwork,
  int,
  routine,
} from "./network-builder.js";
import { programGlobals } from "./program-globals.js";

/** What a network adds to the kernels; assembly/network.ts says what each of its names is. */
export interface NetworkProgram {
  /** the constants that kernels name */
  readonly globals: ReadonlyMap<string, Constant>;
  /** the kernels that the module exports */
  readonly entries: readonly string[];
  /** the routines that kernels call and do not have */
  readonly routines: readonly Routine[];
  /** what kernels call by one name and have by another */
  readonly bindings: ReadonlyMap<string, string>;
  /** what the module exports besides its functions (SPEC.md, "The module") */
  readonly constants: ReadonlyMap<string, Constant>;
  /** the planner's tensors of integers: what lies at an address, in bytes */
  readonly integers: ReadonlyMap<number, "i32" | "count">;
}

/**
 * The sizes, the addresses and the sequence of layers of a network, in terms of the kernels.
 * @param tiling makes the fast plan's dense layers routines of their own, in which all strides are constants (dense/)
 */
export function networkProgram(
  spec: NetworkSpec,
  plan: MemoryPlan,
  kernels: Kernels,
  tiling?: Tiling,
): NetworkProgram {
  const build = builder(plan, kernels, plan.kind === "fast" ? tiling : undefined);
  const layers = sizedLayers(spec);
  const unit = isUnrolled(spec);
  return {
    globals: programGlobals(spec, plan),
    entries: entriesOf(spec),
    routines: [
      drawParameters(build, layers),
      startState(build, spec),
      forwardRoutine("forwardRows", build, layers),
      ...layerRoutines(build, layers),
      ...(spec.window ? [makeFeatures(build, spec, spec.window)] : []),
      ...(unit ? [] : steps(build, layers, spec, plan)),
    ],
    bindings: new Map([
      [inNetwork("descend"), kernels.exports.get(unit ? "descendUnit" : "descend")!],
    ]),
    constants: moduleConstants(spec, plan),
    integers: new Map(plan.tensors.flatMap(integersOf)),
  };
}

function integersOf({ type, offset, bytes }: Tensor): [number, "i32" | "count"][] {
  if (type === "f32") return [];
  return Array.from({ length: bytes / 4 }, (_, i) => [offset + 4 * i, type]);
}

/** drawParameters(state) */
function drawParameters({ address, call }: Builder, layers: readonly SizedLayer[]): Routine {
  const draw = ({ number, inputs, units, activation, slope = 0 }: SizedLayer) => {
    const bound = float(ACTIVATIONS[activation].bound(inputs, units, slope));
    const count = int(inputs * units);
    return call("drawLayer", [address(`W${number}`), count, bound, local("i32", 0)], 0);
  };
  return routine("drawParameters", ["i32"], layers.map(draw));
}

/** startState(): what the network file states, where it is not 0. */
function startState({ address, call }: Builder, spec: NetworkSpec): Routine {
  const write = (name: string, values: ArrayLike<number>): Statement[] => {
    const numbers = Array.from(values, Math.fround);
    if (numbers.every((value) => value === 0)) return [];
    const first = numbers[0]!;
    if (numbers.length > 1 && numbers.every((value) => value === first)) {
      return [call("fill", [address(name), int(numbers.length), float(first)])];
    }
    return numbers.map((value, i) => ({
      kind: "store",
      pointer: address(name),
      offset: 4 * i,
      value: float(value),
    }));
  };
  return routine(
    "startState",
    [],
    startValues(spec).flatMap(({ name, values }) => write(name, values)),
  );
}

/** forwardRows(x, count), or another of its kind: all layers, each where `build` has its activations. */
export function forwardRoutine(
  name: string,
  build: Builder,
  layers: readonly SizedLayer[],
): Routine {
  const { address, call } = build;
  const count = local("i32", 1);
  const forward = (layer: SizedLayer): Statement[] => {
    const { number, inputs, units } = layer;
    const a = address(`A${number}`);
    const x = activationsBelow(layer, build);
    const w = address(`W${number}`);
    const dense = (): Statement => {
      if (units === 1) return call("unitForward", [x, w, a, int(inputs), count]);
      if (build.tiling) return { kind: "call", target: forwardName(layer), operands: [x, count] };
      const b = address(`b${number}`);
      return call("denseForward", [x, w, b, a, int(inputs), int(units), count]);
    };
    if (number === layers.length) return [dense()];
    const elements: Expression = {
      kind: "binary",
      type: "i32",
      operator: "mul",
      left: count,
      right: int(units),
    };
    return [dense(), call("activate", [...activationOf(layer), a, elements])];
  };
  return routine(name, ["i32", "i32"], layers.flatMap(forward));
}

/** beginStep(), backwardRows(x, count, rate) and endStep(rate) */
function steps(
  build: Builder,
  layers: readonly SizedLayer[],
  spec: NetworkSpec,
  plan: MemoryPlan,
): Routine[] {
  const { address, call } = build;
  const trained = layers.filter((layer) => layer.trained);
  const backward = trained.map((layer, i) =>
    plan.kind === "fast"
      ? updateLayer(build, layer, trained[i - 1])
      : accumulateLayer(build, layer, trained[i - 1]),
  );
  const count = int(trainedCount(spec));
  const gradient = () => address(`dW${trained[0]!.number}`);
  const accumulates = plan.kind === "small";
  return [
    routine("beginStep", [], accumulates ? [call("fill", [gradient(), count, float(0)])] : []),
    routine("backwardRows", ["i32", "i32", "f32"], backward.reverse()),
    routine(
      "endStep",
      ["f32"],
      [
        ...(spec.optimizer.clipNorm === undefined
          ? []
          : [call("clipGradient", [gradient(), count])]),
        ...(keepsGradient(spec, plan.kind) ? applyGradient(build, trained, spec) : []),
      ],
    ),
  ];
}

/**
 * Whether there is a trained layer below, and its activation. Where there is none, nobody reads the latter: the layer's own
 * then leaves networks with but one kind the same constant at all calls.
 */
const howBelow = (layer: SizedLayer, below: SizedLayer | undefined): Constant[] => [
  flag(below !== undefined),
  ...activationOf(below ?? layer),
];

/** The fast plan's way through a layer: it is updated as soon as its gradient is there. */
function updateLayer(build: Builder, layer: SizedLayer, below: SizedLayer | undefined): Statement {
  const { address, call } = build;
  const { number, inputs, units } = layer;
  const a = activationsBelow(layer, build);
  const w = address(`W${number}`);
  const dz = address(`dZ${number}`);
  const how = [local("i32", 1), local("f32", 2), ...howBelow(layer, below)];
  if (units === 1) return call("unitBackward", [a, w, dz, int(inputs), ...how]);
  if (build.tiling) {
    const operands = [a, local("i32", 1), local("f32", 2)];
    return { kind: "call", target: backwardName(layer), operands };
  }
  const b = address(`b${number}`);
  return call("denseBackward", [a, w, b, dz, build.strip, int(inputs), int(units), ...how]);
}

/** The small plan's: one observation, its gradient added to the buffer. */
function accumulateLayer(
  build: Builder,
  layer: SizedLayer,
  below: SizedLayer | undefined,
): Statement {
  const { address, call } = build;
  const { number, inputs, units } = layer;
  const a = activationsBelow(layer, build);
  const w = address(`W${number}`);
  const dw = address(`dW${number}`);
  const dz = address(`dZ${number}`);
  const how = howBelow(layer, below);
  if (units === 1) return call("unitAccumulate", [a, w, dw, dz, int(inputs), ...how]);
  const db = address(`db${number}`);
  return call("denseAccumulate", [a, w, dw, db, dz, int(inputs), int(units), ...how]);
}

/** The parameters follow the gradient in the buffer: in one go where weights and biases do the same. */
function applyGradient(
  { address, call }: Builder,
  trained: readonly SizedLayer[],
  spec: NetworkSpec,
): Statement[] {
  const decay = spec.optimizer.weightDecay;
  const apply = (w: string, dw: string, count: number, by: number) =>
    call("applyGradient", [address(w), address(dw), int(count), local("f32", 0), float(by)]);
  const first = trained[0]!.number;
  if (decay === 0) return [apply(`W${first}`, `dW${first}`, trainedCount(spec), 0)];
  return trained.flatMap(({ number, inputs, units }) => [
    apply(`W${number}`, `dW${number}`, inputs * units, decay),
    apply(`b${number}`, `db${number}`, units, 0),
  ]);
}
