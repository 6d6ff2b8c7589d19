import { DEFAULTS } from "./defaults.js";
import type { NetworkForm } from "./network-schema.js";
import type {
  Layer,
  NetworkSpec,
  Normalizer,
  Optimizer,
  Schedule,
  Window,
} from "./network-spec.js";
import { TASK_NAMES, TASKS, type Task } from "./tasks.js";

/** What a network is for: what the file says, or what its loss, or else its last layer's activation, is for. */
export function taskIn({ task, loss, layers }: NetworkForm): Task {
  const { activation } = layers.at(-1)!;
  return (
    task ??
    TASK_NAMES.find((name) => TASKS[name].loss === loss) ??
    TASK_NAMES.find((name) => TASKS[name].activation === activation) ??
    "yes-no"
  );
}

/** A file whose fields fit together, with all filled in that follows from others or has a default. */
export function complete(form: NetworkForm, task: Task): NetworkSpec {
  const spec: NetworkSpec = {
    ...form,
    window: form.window && completeWindow(form.window),
    task,
    label: task === "classes" ? (form.label ?? DEFAULTS.label) : undefined,
    layers: form.layers.map((layer) => completeLayer(layer, task)),
    loss: TASKS[task].loss,
    optimizer: completeOptimizer(form.optimizer),
    trainLayers: form.trainLayers ?? form.layers.length,
    normalizer: completeNormalizer(form.normalizer),
  };
  return withoutUndefined(spec);
}

const completeWindow = (window: NonNullable<NetworkForm["window"]>): Window => ({
  ...window,
  stride: window.stride ?? window.rows,
});

/** Only the last layer may leave its activation out. */
function completeLayer(layer: NetworkForm["layers"][number], task: Task): Layer {
  const { units, activation = TASKS[task].activation, slope = DEFAULTS.slope } = layer;
  return activation === "leaky-relu" ? { units, activation, slope } : { units, activation };
}

function completeOptimizer(form: NetworkForm["optimizer"]): Optimizer {
  const { type, momentum, nesterov, beta1, beta2, epsilon, ...rest } = form;
  const common = {
    ...rest,
    learningRate: form.learningRate ?? DEFAULTS.learningRate[type],
    schedule: completeSchedule(form.schedule),
  };
  switch (type) {
    case "sgd":
      return { type, ...common };
    case "momentum":
      return {
        type,
        ...common,
        momentum: momentum ?? DEFAULTS.momentum,
        nesterov: nesterov ?? DEFAULTS.nesterov,
      };
    case "adam":
      return {
        type,
        ...common,
        beta1: beta1 ?? DEFAULTS.beta1,
        beta2: beta2 ?? DEFAULTS.beta2,
        epsilon: epsilon ?? DEFAULTS.epsilon,
      };
  }
}

/** A schedule that is not constant states its steps. */
function completeSchedule(form: NetworkForm["optimizer"]["schedule"]): Schedule {
  const { type, steps = 1, to = DEFAULTS.to } = form;
  switch (type) {
    case "constant":
      return { type };
    case "inverse-time":
      return { type, steps };
    case "cosine":
      return { type, steps, to };
  }
}

function completeNormalizer(form: NetworkForm["normalizer"]): Normalizer {
  const { type, clip, memory = DEFAULTS.memory } = form;
  switch (type) {
    case "none":
      return { type };
    case "standard":
      return { type, clip };
    case "adaptive":
      return { type, clip, memory, warmUp: form.warmUp ?? Math.min(DEFAULTS.warmUp, memory) };
  }
}

/** A copy without the fields that hold undefined, at any depth. */
function withoutUndefined<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutUndefined) as T;
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.map(([key, field]) => [key, withoutUndefined(field)])) as T;
}
