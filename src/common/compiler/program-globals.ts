import { ACTIVATIONS } from "../network/activations.js";
import { featureCount } from "../network/features.js";
import type { NetworkSpec, Optimizer } from "../network/network-spec.js";
import { keepsGradient, type MemoryPlan, sizedLayers } from "../network/plan.js";
import { labelCount, TASK_NAMES, targetCount } from "../network/tasks.js";
import { type Constant, constant } from "./ir/ir.js";

/** The numbers by which kernels know what a network file calls by name: assembly/normalize.ts, update.ts, schedule.ts. */
const NORMALIZER = { none: 0, standard: 1, adaptive: 2 } as const;
const SCHEDULE = { constant: 0, "inverse-time": 1, cosine: 2 } as const;
const optimizerNumber = (optimizer: Optimizer): number => {
  switch (optimizer.type) {
    case "sgd":
      return 0;
    case "momentum":
      return optimizer.nesterov ? 2 : 1;
    case "adam":
      return 3;
  }
};

const int = (value: number): Constant => constant("i32", value | 0);
const float = (value: number): Constant => constant("f32", Math.fround(value));
const flag = (value: boolean): Constant => int(value ? 1 : 0);

/** The constants of a network that kernels name; assembly/network.ts says what each of them is. */
export function programGlobals(spec: NetworkSpec, plan: MemoryPlan): ReadonlyMap<string, Constant> {
  const found = (name: string) => plan.tensors.find((tensor) => tensor.name === name);
  /** 0 where the network has none: what would use it is then gone */
  const address = (name: string) => int(found(name)?.offset ?? 0);
  const rows = plan.kind === "fast" ? spec.batch : 1;
  return new Map<string, Constant>([
    ["BATCH", int(spec.batch)],
    ["INPUTS", int(featureCount(spec))],
    ["OUTPUTS", int(spec.outputs.length)],
    ["TARGETS", int(targetCount(spec))],
    ["CHUNK", int(rows)],
    ["FORWARD_ROWS", int(rows)],
    ["UNITS_LEFT", flag(sizedLayers(spec).some(({ units }) => units > 1 && units % 4 !== 0))],
    ["TASK", int(TASK_NAMES.indexOf(spec.task))],
    ["LABELS", int(labelCount(spec))],
    ["MEAN", flag(spec.reduction === "mean")],
    ["POSITIVE_WEIGHT", float(spec.positiveWeight)],
    ["CLASS_WEIGHTS", address("classWeights")],
    ...normalizerGlobals(spec),
    ...optimizerGlobals(spec, plan),
    ["ACTIVATIONS", int(activationBits(spec))],
    ["PARAMETERS", address("W1")],
    ["KEPT_WORDS", int((plan.parameterBytes + plan.stateBytes) / 4)],
    ["STEPS", address("steps")],
    ["RANDOM", address("random")],
    ["OBSERVED", address("observed")],
    ["RATE", address("rate")],
    ["CENTRE", address("mean")],
    ["SPREAD", int((found("scale") ?? found("variance"))?.offset ?? 0)],
    ["TARGET_MEAN", address("targetMean")],
    ["TARGET_DEVIATION", address("targetDeviation")],
    ["CORRECTIONS", address("corrections")],
    ["READINGS", address("X")],
    ["BATCH_TARGETS", address("Y")],
    ["SEEN", address("seen")],
    ["OUTPUT", address(`A${spec.layers.length}`)],
    ["ROW", address("row")],
    ["GRADIENT_SCALE", address("gradientScale")],
    ["STEP_EPSILON", address("stepEpsilon")],
    ["INPUT", address("input")],
    ["TARGET", address("target")],
    ...windowGlobals(spec, address),
  ]);
}

function normalizerGlobals({ normalizer }: NetworkSpec): [string, Constant][] {
  const adaptive = normalizer.type === "adaptive" ? normalizer : { memory: 0, warmUp: 0 };
  return [
    ["NORMALIZER", int(NORMALIZER[normalizer.type])],
    ["CLIP", float((normalizer.type !== "none" && normalizer.clip) || 0)],
    ["SEEN_MOST", int(adaptive.memory)],
    ["WARM_UP", int(adaptive.warmUp)],
  ];
}

function optimizerGlobals(spec: NetworkSpec, plan: MemoryPlan): [string, Constant][] {
  const { optimizer } = spec;
  const { schedule } = optimizer;
  const first = sizedLayers(spec).find(({ trained }) => trained)!.number;
  const at = (name: string) => plan.tensors.find((tensor) => tensor.name === name)?.offset;
  /** from the parameters that learn to what lies in their order */
  const distance = (name: string) => int((at(name) ?? at(`W${first}`)!) - at(`W${first}`)!);
  const [momentum, squares, epsilon] =
    optimizer.type === "adam"
      ? [optimizer.beta1, optimizer.beta2, optimizer.epsilon]
      : [optimizer.type === "momentum" ? optimizer.momentum : 0, 0, 0];
  return [
    ["OPTIMIZER", int(optimizerNumber(optimizer))],
    ["LEARNING_RATE", float(optimizer.learningRate)],
    ["MOMENTUM_FACTOR", float(momentum)],
    ["MOMENTUM_REST", float(1 - momentum)],
    ["SQUARES_FACTOR", float(squares)],
    ["SQUARES_REST", float(1 - squares)],
    ["EPSILON", float(epsilon)],
    ["WEIGHT_DECAY", float(optimizer.weightDecay)],
    ["CLIP_NORM", float(optimizer.clipNorm ?? 0)],
    ["BUFFERED", flag(plan.kind === "fast" && keepsGradient(spec, "fast"))],
    ["SCHEDULE", int(SCHEDULE[schedule.type])],
    ["SCHEDULE_STEPS", float(schedule.type === "constant" ? 1 : schedule.steps)],
    ["SCHEDULE_TO", float(schedule.type === "cosine" ? schedule.to : 0)],
    ["MOMENT", distance("moment")],
    ["SQUARES", distance("squares")],
    ["GRADIENT", distance(`dW${first}`)],
  ];
}

function windowGlobals(
  { window, inputs }: NetworkSpec,
  address: (name: string) => Constant,
): [string, Constant][] {
  return [
    ["CHANNELS", int(inputs.length)],
    ["WINDOW_LENGTH", int(window?.rows ?? 0)],
    ["STRIDE", int(window?.stride ?? 0)],
    ["WINDOW", address("window")],
    ["WINDOW_ROWS", address("windowRows")],
    ["READING", address("reading")],
  ];
}

/** A bit for each activation that a hidden layer has. */
const activationBits = ({ layers }: NetworkSpec): number =>
  layers
    .slice(0, -1)
    .reduce((bits, { activation }) => bits | (1 << ACTIVATIONS[activation].number), 0);
