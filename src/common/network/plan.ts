import { UserError } from "../errors.js";
import { LIMITS, type NetworkSpec } from "./network-file.js";

/**
 * What a tensor is for. `parameters` and `working` are what a network costs a board; `batch` holds the readings and
 * labels that it learns from.
 */
export type Role = "parameters" | "working" | "batch";

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
  /** bytes of activations, gradients, scratch and the counter, overlays counted once */
  readonly workingBytes: number;
  /** bytes of readings and labels */
  readonly batchBytes: number;
  /** the exact end of memory: no byte at or after it is touched */
  readonly end: number;
}

/** Width of the strip of inputs that the fast plan's backward pass works on at a time. */
const STRIP = 4;

/** Units of each layer with the inputs in front: 6-16-8-1 is [6, 16, 8, 1]. */
export function widths(spec: NetworkSpec): number[] {
  return [spec.inputs.length, ...spec.layers.map((layer) => layer.units)];
}

/** The most inputs of a single unit whose weights and gradient a step keeps in locals. */
const UNROLLED_INPUTS = 8;

/** Whether a network is one unit with so few inputs that a step needs no working memory: logistic regression. */
export function isUnrolled(spec: NetworkSpec): boolean {
  return (
    parameterCount(spec) <= UNROLLED_INPUTS + 1 &&
    spec.layers.length === 1 &&
    spec.layers[0]!.units === 1
  );
}

/** Number of weights and biases. */
export function parameterCount(spec: NetworkSpec): number {
  const n = widths(spec);
  return spec.layers.reduce((sum, layer, l) => sum + (n[l]! + 1) * layer.units, 0);
}

/** Multiply-accumulates of one training step on a full batch: forward, weight gradients, data gradients. */
export function macsPerStep(spec: NetworkSpec): number {
  const n = widths(spec);
  const weights = spec.layers.map((layer, l) => n[l]! * layer.units);
  const all = weights.reduce((sum, count) => sum + count, 0);
  return (3 * all - weights[0]!) * spec.batch;
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

/** Lays the tensors of one kind of plan one behind the other. */
export function layOut(spec: NetworkSpec, kind: PlanKind): MemoryPlan {
  const tensors: Tensor[] = [];
  let end = 0;
  const placeTyped = (name: string, role: Role, type: ElementType, ...shape: number[]) => {
    const bytes = 4 * shape.reduce((size, n) => size * n, 1);
    tensors.push({ name, role, type, shape, offset: end, bytes });
    end += bytes;
  };
  const place = (name: string, role: Role, ...shape: number[]) =>
    placeTyped(name, role, "f32", ...shape);
  const overlay = (name: string, over: string) => {
    const under = tensors.find((tensor) => tensor.name === over)!;
    tensors.push({ ...under, name, overlays: over });
  };

  const n = widths(spec);
  const eachLayer = (visit: (l: number, inputs: number, units: number) => void) => {
    for (const [i, layer] of spec.layers.entries()) visit(i + 1, n[i]!, layer.units);
  };
  const unrolled = isUnrolled(spec);
  const rows = kind === "fast" && !unrolled ? spec.batch : 1;

  eachLayer((l, inputs, units) => {
    place(`W${l}`, "parameters", inputs, units);
    place(`b${l}`, "parameters", units);
  });
  if (kind === "small" && !unrolled) {
    eachLayer((l, inputs, units) => {
      place(`dW${l}`, "working", inputs, units);
      place(`db${l}`, "working", units);
    });
  }
  eachLayer((l, _inputs, units) => {
    place(`A${l}`, "working", rows, units);
    overlay(`dZ${l}`, `A${l}`);
  });
  // Only a layer of several units with another layer below needs scratch for its data gradient.
  const needsStrip = spec.layers.some((layer, i) => i > 0 && layer.units > 1);
  if (kind === "fast" && needsStrip) place("strip", "working", spec.batch, STRIP);
  placeTyped("observed", "working", "count", 1);
  place("X", "batch", spec.batch, n[0]!);
  place("Y", "batch", spec.batch, n.at(-1)!);

  const bytesOf = (role: Role) =>
    tensors.reduce(
      (sum, t) => sum + (t.role === role && t.overlays === undefined ? t.bytes : 0),
      0,
    );
  return {
    kind,
    tensors,
    parameterBytes: bytesOf("parameters"),
    workingBytes: bytesOf("working"),
    batchBytes: bytesOf("batch"),
    end,
  };
}

/** The tensor of that name; a planner's tensor that does not exist is a bug, not a user's error. */
export function tensor(plan: MemoryPlan, name: string): Tensor {
  const found = plan.tensors.find((t) => t.name === name);
  if (!found) throw new Error(`no tensor ${name} in the ${plan.kind} plan`);
  return found;
}
