import { UserError } from "../errors.js";
import { featureCount } from "./features.js";
import { type Layer, LIMITS, type NetworkSpec, type Optimizer } from "./network-spec.js";
import { targetCount } from "./tasks.js";

/**
 * What a tensor is for. `parameters` come first in memory; `state` follows: all else that a learner must keep to go on with
 * the same bits. `working` keeps nothing between two calls, but for what a host has just written or is about to read.
 */
export type Role = "parameters" | "state" | "working";

/**
 * What a tensor's elements are, each of four bytes: a float32, an integer of any 32 bits, or a count, which is an integer
 * between 0 and the memory's bytes.
 */
export type ElementType = "f32" | "i32" | "count";

/** One tensor of the module's linear memory. */
export interface Tensor {
  readonly name: string;
  readonly role: Role;
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** first byte */
  readonly offset: number;
  readonly bytes: number;
  /** The tensor whose place this one takes over once that one is no longer needed. */
  readonly overlays?: string;
}

/** fast: the whole batch layer by layer, updating in place. small: one observation at a time, with a gradient buffer. */
export type PlanKind = "fast" | "small";

/** The plans that a network file allows, the faster first. */
export const plansOf = ({ plan }: NetworkSpec): readonly PlanKind[] =>
  plan === "auto" ? ["fast", "small"] : [plan];

/** Every byte of a network's memory. */
export interface MemoryPlan {
  readonly kind: PlanKind;
  readonly tensors: readonly Tensor[];
  /** bytes of weights and biases */
  readonly parameterBytes: number;
  /** bytes of the batch, counters, normaliser, moments and whatever else is kept */
  readonly stateBytes: number;
  /** bytes of activations, gradients, scratch and of what goes in and out, overlays counted once */
  readonly workingBytes: number;
  /** the exact end of memory: no byte at or after it is touched */
  readonly end: number;
}

/** Width of the strip of inputs that the fast plan's backward pass works on at a time. */
export const STRIP = 4;

/** Units of each layer with the inputs in front: 6-16-8-1 is [6, 16, 8, 1]. */
export function widths(spec: NetworkSpec): number[] {
  return [featureCount(spec), ...spec.layers.map((layer) => layer.units)];
}

/** The most inputs of a single unit whose weights and gradient a step keeps in locals. */
const UNROLLED_INPUTS = 8;

/** Whether a step is w − rate·gradient and nothing else. */
export const isPlain = ({ optimizer }: NetworkSpec): boolean =>
  optimizer.type === "sgd" && optimizer.weightDecay === 0 && optimizer.clipNorm === undefined;

/** Whether a network is one unit with so few inputs that a step needs no working memory: logistic regression. */
export function isUnrolled(spec: NetworkSpec): boolean {
  return (
    parameterCount(spec) <= UNROLLED_INPUTS + 1 &&
    spec.layers.length === 1 &&
    spec.layers[0]!.units === 1 &&
    spec.task === "yes-no" &&
    spec.classWeights === undefined &&
    isPlain(spec)
  );
}

/** A layer as plan and program need it. */
export interface SizedLayer extends Layer {
  /** from 1 */
  readonly number: number;
  readonly inputs: number;
  /** whether its weights learn */
  readonly trained: boolean;
}

/** The layers from the inputs on. */
export function sizedLayers(spec: NetworkSpec): SizedLayer[] {
  const n = widths(spec);
  const frozen = spec.layers.length - spec.trainLayers;
  return spec.layers.map((layer, i) => ({
    ...layer,
    number: i + 1,
    inputs: n[i]!,
    trained: i >= frozen,
  }));
}

/** Weights and biases of some layers. */
const parametersOf = (layers: readonly SizedLayer[]): number =>
  layers.reduce((sum, { inputs, units }) => sum + (inputs + 1) * units, 0);

/** Number of weights and biases that learn. */
export const trainedCount = (spec: NetworkSpec): number =>
  parametersOf(sizedLayers(spec).filter(({ trained }) => trained));

/** Number of weights and biases. */
export const parameterCount = (spec: NetworkSpec): number => parametersOf(sizedLayers(spec));

/** Multiply-accumulates of one training step on a full batch: forward, weight gradients, data gradients. */
export function macsPerStep(spec: NetworkSpec): number {
  const layers = sizedLayers(spec);
  const first = layers.length - spec.trainLayers;
  const each = layers.map(({ inputs, units }, i) => {
    const passes = 1 + (i >= first ? 1 : 0) + (i > first ? 1 : 0);
    return passes * inputs * units;
  });
  return each.reduce((sum, count) => sum + count, 0) * spec.batch;
}

/**
 * Plans memory for a network.
 * @param budget bytes that the whole of the linear memory may take; more than one Wasm page counts as one page
 * @throws UserError when no plan that the network file allows fits, saying by how much
 */
export function planMemory(spec: NetworkSpec, budget: number = LIMITS.memoryBytes): MemoryPlan {
  const most = Math.min(budget, LIMITS.memoryBytes);
  const plans = plansOf(spec).map((kind) => layOut(spec, kind));
  const fitting = plans.find((plan) => plan.end <= most);
  if (fitting) return fitting;
  // A small batch takes less than the small plan's gradient buffer.
  const least = plans.reduce((a, b) => (b.end < a.end ? b : a));
  const smaller = spec.plan === "fast" && layOut(spec, "small").end < least.end;
  const advice = smaller ? 'choose "plan": "small"' : "make layers or batch smaller";
  throw new UserError(
    `the network needs ${least.end} bytes of memory with the ${least.kind} plan, expected at most ${most}: ${least.end - most} too many; ${advice}`,
  );
}

/** Places tensors one behind the other. */
interface Placing {
  readonly tensors: readonly Tensor[];
  place(name: string, role: Role, ...shape: number[]): void;
  /** integers instead of floats */
  integer(name: string, role: Role, type: ElementType): void;
  /** in the place of one that has room for it and is not in use at the same time */
  overlay(name: string, over: string, ...shape: number[]): void;
  end(): number;
}

function placing(): Placing {
  const tensors: Tensor[] = [];
  let end = 0;
  const size = (shape: readonly number[]) => 4 * shape.reduce((product, n) => product * n, 1);
  const placeTyped = (name: string, role: Role, type: ElementType, shape: readonly number[]) => {
    const bytes = size(shape);
    tensors.push({ name, role, type, shape, offset: end, bytes });
    end += bytes;
  };
  return {
    tensors,
    place: (name, role, ...shape) => placeTyped(name, role, "f32", shape),
    integer: (name, role, type) => placeTyped(name, role, type, [1]),
    overlay(name, over, ...shape) {
      const under = tensors.find((tensor) => tensor.name === over)!;
      const own = shape.length > 0 ? { shape, bytes: size(shape) } : {};
      tensors.push({ ...under, name, ...own, overlays: over });
    },
    end: () => end,
  };
}

/** Lays the tensors of one kind of plan one behind the other. */
export function layOut(spec: NetworkSpec, kind: PlanKind): MemoryPlan {
  const to = placing();
  for (const { number, inputs, units } of sizedLayers(spec)) {
    to.place(`W${number}`, "parameters", inputs, units);
    to.place(`b${number}`, "parameters", units);
  }
  placeState(to, spec);
  placeWorking(to, spec, kind);
  const { tensors } = to;
  const bytesOf = (role: Role) =>
    tensors.reduce(
      (sum, t) => sum + (t.role === role && t.overlays === undefined ? t.bytes : 0),
      0,
    );
  return {
    kind,
    tensors,
    parameterBytes: bytesOf("parameters"),
    stateBytes: bytesOf("state"),
    workingBytes: bytesOf("working"),
    end: to.end(),
  };
}

/** How many moments each optimizer keeps of a parameter. */
const MOMENTS: Readonly<Record<Optimizer["type"], 0 | 1 | 2>> = {
  sgd: 0,
  momentum: 1,
  adam: 2,
};

/** What a checkpoint keeps besides the parameters (SPEC.md, "Memory"). */
function placeState(to: Placing, spec: NetworkSpec): void {
  const [inputs, outputs, targets] = [featureCount(spec), spec.outputs.length, targetCount(spec)];
  to.integer("steps", "state", "i32");
  to.integer("random", "state", "i32");
  to.integer("observed", "state", "count");
  to.place("rate", "state", 1);
  if (spec.normalizer.type !== "none") {
    to.place("mean", "state", inputs);
    to.place(spec.normalizer.type === "adaptive" ? "variance" : "scale", "state", inputs);
  }
  if (spec.task === "numbers") {
    to.place("targetMean", "state", outputs);
    to.place("targetDeviation", "state", outputs);
  }
  if (spec.classWeights !== undefined) to.place("classWeights", "state", outputs);
  if (spec.optimizer.type === "adam") to.place("corrections", "state", 2);
  const moments = MOMENTS[spec.optimizer.type];
  if (moments > 0) to.place("moment", "state", trainedCount(spec));
  if (moments > 1) to.place("squares", "state", trainedCount(spec));
  if (spec.window) to.place("window", "state", spec.window.rows, spec.inputs.length);
  to.place("X", "state", spec.batch, inputs);
  to.place("Y", "state", spec.batch, targets);
  if (spec.window) to.integer("windowRows", "state", "i32");
  if (spec.normalizer.type === "adaptive") to.integer("seen", "state", "i32");
}

function placeWorking(to: Placing, spec: NetworkSpec, kind: PlanKind): void {
  const layers = sizedLayers(spec);
  const inputs = featureCount(spec);
  const unrolled = isUnrolled(spec);
  const rows = kind === "fast" && !unrolled ? spec.batch : 1;
  const trained = layers.filter((layer) => layer.trained);
  if (keepsGradient(spec, kind)) {
    for (const { number, inputs, units } of trained) {
      to.place(`dW${number}`, "working", inputs, units);
      to.place(`db${number}`, "working", units);
    }
  }
  for (const { number, units, trained } of layers) {
    to.place(`A${number}`, "working", rows, units);
    if (trained) to.overlay(`dZ${number}`, `A${number}`);
  }
  // Only a layer of several units with another one that learns below needs scratch for its data gradient.
  if (kind === "fast" && trained.some(({ units }, i) => i > 0 && units > 1)) {
    to.place("strip", "working", spec.batch, STRIP);
  }
  // What a step needs, no prediction does.
  const free = to.tensors.find(
    ({ name, bytes }) => /^(dW\d+|strip)$/.test(name) && bytes >= 4 * inputs,
  );
  if (free) to.overlay("row", free.name, inputs);
  else to.place("row", "working", inputs);
  if (isScaled(spec)) to.place("gradientScale", "working", 1);
  if (spec.optimizer.type === "adam") to.place("stepEpsilon", "working", 1);
  if (spec.window) to.place("reading", "working", spec.inputs.length);
  to.place("input", "working", inputs);
  to.place("target", "working", targetCount(spec));
}

/** Whether there is a buffer for the whole gradient. */
export const keepsGradient = (spec: NetworkSpec, kind: PlanKind): boolean =>
  spec.optimizer.clipNorm !== undefined || (kind === "small" && !isUnrolled(spec));

/** Whether gradients are multiplied by a factor that each step has. */
const isScaled = (spec: NetworkSpec): boolean =>
  spec.optimizer.clipNorm !== undefined || (spec.reduction === "mean" && !isPlain(spec));

/** The tensor of that name; a planner's tensor that does not exist is a bug, not a user's error. */
export function tensor(plan: MemoryPlan, name: string): Tensor {
  const found = plan.tensors.find((t) => t.name === name);
  if (!found) throw new Error(`no tensor ${name} in the ${plan.kind} plan`);
  return found;
}
