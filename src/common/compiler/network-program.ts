import { ACTIVATIONS } from "../network/activations.js";
import { FEATURES, featureCount } from "../network/features.js";
import type { Layer, NetworkSpec, Window } from "../network/network-spec.js";
import {
  isUnrolled,
  keepsGradient,
  type MemoryPlan,
  type SizedLayer,
  sizedLayers,
  type Tensor,
  tensor,
  trainedCount,
} from "../network/plan.js";
import { startValues } from "../network/start-values.js";
import { backwardRoutine } from "./dense/backward.js";
import { forwardRoutine } from "./dense/forward.js";
import type { DenseLayer, Parts, Tiling } from "./dense/layer.js";
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
import { entriesOf, moduleConstants } from "./module-constants.js";
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

const int = (value: number): Constant => constant("i32", value | 0);
const float = (value: number): Constant => constant("f32", Math.fround(value));
const flag = (value: boolean): Constant => int(value ? 1 : 0);

/** What the layers' statements are made with. */
interface Builder {
  /** how layers' products are blocked, each layer by routines of its own; else kernels for all layers do it */
  readonly tiling?: Tiling | undefined;
  /** first byte of a tensor */
  address(name: string): Constant;
  call(kernel: string, operands: readonly Expression[], result?: number): Statement;
  /** the routine of a kernel */
  kernel(name: string): string;
}

function builder(plan: MemoryPlan, kernels: Kernels, tiling?: Tiling): Builder {
  const kernel = (name: string): string => {
    const target = kernels.exports.get(name);
    if (target === undefined) throw new Error(`${name}: got no such kernel`);
    return target;
  };
  return {
    tiling,
    kernel,
    address: (name) => int(tensor(plan, name).offset),
    call: (name, operands, result) => ({
      kind: "call",
      target: kernel(name),
      operands,
      ...(result !== undefined && { result }),
    }),
  };
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
      forwardRows(build, layers),
      ...denseRoutines(build, layers, plan),
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

/** What assembly/network.ts calls something, as kernels know it. */
const inNetwork = (name: string): string => `assembly/network/${name}`;

const routine = (
  name: string,
  parameters: readonly Type[],
  body: readonly Statement[],
): Routine => ({ name: inNetwork(name), parameters, locals: parameters, body });

/** Activations that a layer reads: those of the layer below, or normalised readings from a local's address on. */
const activationsBelow = ({ number }: SizedLayer, { address }: Builder): Expression =>
  number > 1 ? address(`A${number - 1}`) : local("i32", 0);

/** An activation with its slope, as kernels take them. */
const activationOf = (layer: Layer | undefined): [Constant, Constant] => [
  int(ACTIVATIONS[layer?.activation ?? "identity"].number),
  float(layer?.slope ?? 0),
];

const ownForward = (layer: SizedLayer) => inNetwork(`forward${layer.number}`);
const ownBackward = (layer: SizedLayer) => inNetwork(`backward${layer.number}`);

/** The routines of the layers that have their own. */
function denseRoutines(
  { tiling, address, kernel }: Builder,
  layers: readonly SizedLayer[],
  plan: MemoryPlan,
): Routine[] {
  if (!tiling) return [];
  const parts: Parts = {
    weightFollows: kernel("weightFollows"),
    biasFollows: kernel("biasFollows"),
    elementDerivative: kernel("elementDerivative"),
  };
  const strip = plan.tensors.find(({ name }) => name === "strip")?.offset ?? 0;
  return layers.flatMap((layer, i) => {
    const { number, inputs, units, trained } = layer;
    if (units === 1) return [];
    const below = layers[i - 1];
    const dense: DenseLayer = {
      inputs,
      units,
      w: address(`W${number}`).value,
      b: address(`b${number}`).value,
      z: address(`A${number}`).value,
      strip,
      ...(below?.trained && { below: activationOf(below) }),
    };
    return [
      forwardRoutine(ownForward(layer), dense, tiling),
      ...(trained ? [backwardRoutine(ownBackward(layer), dense, tiling, parts)] : []),
    ];
  });
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

/** makeFeatures(): each channel's features, as listed, side by side. */
function makeFeatures({ address, call }: Builder, spec: NetworkSpec, window: Window): Routine {
  const { rows, features } = window;
  const [mean, value] = [local("f32", 0), local("f32", 1)];
  const row = int(4 * spec.inputs.length);
  const input = address("input").value;
  const statements = spec.inputs.flatMap((_, channel) => {
    const x = int(address("window").value + 4 * channel);
    const store = (place: number, what: Expression): Statement => ({
      kind: "store",
      pointer: int(input + 4 * place),
      offset: 0,
      value: what,
    });
    const count = featureCount({ inputs: [spec.inputs[channel]!], window });
    let place = channel * count;
    const usesMean = features.some((feature) => feature === "mean" || FEATURES[feature].ofMean);
    return [
      ...(usesMean ? [call("featureMean", [x, int(rows), row], 0)] : []),
      ...features.flatMap((feature): Statement[] => {
        const at = place;
        place += FEATURES[feature].count(rows);
        if (feature === "mean") return [store(at, mean)];
        const { kernel, ofMean } = FEATURES[feature];
        const operands = [x, int(rows), row, ...(ofMean ? [mean] : [])];
        if (feature === "raw") return [call(kernel, [...operands, int(input + 4 * at)])];
        return [call(kernel, operands, 1), store(at, value)];
      }),
    ];
  });
  return { ...routine("makeFeatures", [], statements), locals: ["f32", "f32"] };
}

/** forwardRows(x, count) */
function forwardRows(build: Builder, layers: readonly SizedLayer[]): Routine {
  const { address, call } = build;
  const count = local("i32", 1);
  const forward = (layer: SizedLayer): Statement[] => {
    const { number, inputs, units } = layer;
    const a = address(`A${number}`);
    const x = activationsBelow(layer, build);
    const w = address(`W${number}`);
    const dense = (): Statement => {
      if (units === 1) return call("unitForward", [x, w, a, int(inputs), count]);
      if (build.tiling) return { kind: "call", target: ownForward(layer), operands: [x, count] };
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
  return routine("forwardRows", ["i32", "i32"], layers.flatMap(forward));
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
      ? updateLayer(build, layer, trained[i - 1], plan)
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

/** The fast plan's way through a layer: it is updated as soon as its gradient is there. */
function updateLayer(
  build: Builder,
  layer: SizedLayer,
  below: SizedLayer | undefined,
  plan: MemoryPlan,
): Statement {
  const { address, call } = build;
  const { number, inputs, units } = layer;
  const a = activationsBelow(layer, build);
  const w = address(`W${number}`);
  const dz = address(`dZ${number}`);
  const strip = plan.tensors.some(({ name }) => name === "strip") ? address("strip") : int(0);
  const how = [local("i32", 1), local("f32", 2), flag(below !== undefined), ...activationOf(below)];
  if (units === 1) return call("unitBackward", [a, w, dz, int(inputs), ...how]);
  if (build.tiling) {
    const operands = [a, local("i32", 1), local("f32", 2)];
    return { kind: "call", target: ownBackward(layer), operands };
  }
  const b = address(`b${number}`);
  return call("denseBackward", [a, w, b, dz, strip, int(inputs), int(units), ...how]);
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
  const how = [flag(below !== undefined), ...activationOf(below)];
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
