import { shown } from "../errors.js";
import { DEFAULT_SLOPE } from "./activations.js";
import type { NetworkForm } from "./network-schema.js";
import type {
  Layer,
  NetworkSpec,
  Normalizer,
  Optimizer,
  Schedule,
  Window,
} from "./network-spec.js";
import { DEFAULT_LABEL, type Loss, TASK_NAMES, TASKS, type Task } from "./tasks.js";

/** Throws the UserError for what stands at a place of the file. */
export type Refuse = (place: string, got: string, expected: string) => never;

/** Fills in what follows from other fields, and refuses fields that do not fit the others. */
export function complete(form: NetworkForm, refuse: Refuse): NetworkSpec {
  const task = taskOf(form);
  const loss: Loss = TASKS[task].loss;
  if (form.loss !== undefined && form.loss !== loss) {
    refuse("loss", shown(form.loss), `"${loss}", which the task "${task}" needs, or nothing`);
  }
  const spec: NetworkSpec = {
    ...form,
    window: form.window && completeWindow(form.window),
    task,
    loss,
    label: task === "classes" ? (form.label ?? DEFAULT_LABEL) : form.label,
    layers: form.layers.map((layer, i) => completeLayer(form, task, layer, i, refuse)),
    optimizer: completeOptimizer(form.optimizer, refuse),
    trainLayers: form.trainLayers ?? form.layers.length,
    normalizer: completeNormalizer(form.normalizer, refuse),
  };
  return withoutUndefined(spec);
}

function taskOf({ task, loss, layers }: NetworkForm): Task {
  const { activation } = layers.at(-1)!;
  return (
    task ??
    TASK_NAMES.find((name) => TASKS[name].loss === loss) ??
    TASK_NAMES.find((name) => TASKS[name].activation === activation) ??
    "yes-no"
  );
}

const completeWindow = (window: NonNullable<NetworkForm["window"]>): Window => ({
  ...window,
  stride: window.stride ?? window.rows,
});

function completeLayer(
  { layers }: NetworkForm,
  task: Task,
  { units, activation, slope }: NetworkForm["layers"][number],
  i: number,
  refuse: Refuse,
): Layer {
  const place = `layers[${i}].activation`;
  const needed = TASKS[task].activation;
  if (i === layers.length - 1) {
    if (activation !== undefined && activation !== needed) {
      refuse(
        place,
        shown(activation),
        `"${needed}" in the last layer, which the task "${task}" needs, or nothing`,
      );
    }
    if (slope !== undefined) refuse(`layers[${i}].slope`, shown(slope), "nothing");
    return { units, activation: needed };
  }
  if (activation === undefined || activation === "softmax") {
    refuse(place, shown(activation), "an activation of a hidden layer");
  }
  if (activation === "leaky-relu") return { units, activation, slope: slope ?? DEFAULT_SLOPE };
  if (slope !== undefined) refuse(`layers[${i}].slope`, shown(slope), "nothing");
  return { units, activation };
}

function completeOptimizer(form: NetworkForm["optimizer"], refuse: Refuse): Optimizer {
  const { type, momentum, nesterov, beta1, beta2, epsilon, ...rest } = form;
  const common = {
    ...rest,
    learningRate: form.learningRate ?? (type === "adam" ? 0.01 : 0.05),
    schedule: completeSchedule(form.schedule, refuse),
  };
  const foreign = Object.entries({
    ...(type === "momentum" ? {} : { momentum, nesterov }),
    ...(type === "adam" ? {} : { beta1, beta2, epsilon }),
  }).find(([, value]) => value !== undefined);
  if (foreign) refuse(`optimizer.${foreign[0]}`, shown(foreign[1]), `nothing with "${type}"`);
  if (type === "sgd") return { ...common, type };
  return type === "momentum"
    ? { ...common, type, momentum: momentum ?? 0.9, nesterov: nesterov ?? false }
    : { ...common, type, beta1: beta1 ?? 0.9, beta2: beta2 ?? 0.999, epsilon: epsilon ?? 1e-7 };
}

function completeSchedule(
  { type, steps, to }: NetworkForm["optimizer"]["schedule"],
  refuse: Refuse,
): Schedule {
  if (type !== "cosine" && to !== undefined) {
    refuse("optimizer.schedule.to", shown(to), `nothing with "${type}"`);
  }
  if (type === "constant") {
    if (steps !== undefined) {
      refuse("optimizer.schedule.steps", shown(steps), 'nothing with "constant"');
    }
    return { type };
  }
  if (steps === undefined) refuse("optimizer.schedule.steps", "nothing", "a number of steps");
  return type === "cosine" ? { type, steps, to: to ?? 0 } : { type, steps };
}

function completeNormalizer(form: NetworkForm["normalizer"], refuse: Refuse): Normalizer {
  const { type, clip, memory, warmUp } = form;
  const foreign = Object.entries({
    ...(type === "none" ? { clip } : {}),
    ...(type === "adaptive" ? {} : { memory, warmUp }),
  }).find(([, value]) => value !== undefined);
  if (foreign) refuse(`normalizer.${foreign[0]}`, shown(foreign[1]), `nothing with "${type}"`);
  if (type === "none") return { type };
  if (type === "standard") return { type, clip };
  const most = memory ?? 1000;
  return { type, clip, memory: most, warmUp: warmUp ?? Math.min(10, most) };
}

/** A copy without the fields that hold undefined, at any depth. */
function withoutUndefined<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutUndefined) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([key, field]) => [key, withoutUndefined(field)]),
  ) as T;
}
