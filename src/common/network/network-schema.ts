import * as v from "valibot";
import { quoted } from "../text.js";
import { ACTIVATION_NAMES } from "./activations.js";
import { DEFAULTS } from "./defaults.js";
import { FEATURE_NAMES, FEATURES } from "./features.js";
import {
  between,
  cell,
  described,
  elseLater,
  FLOAT32_MAX,
  flag,
  listOf,
  name,
  objectOf,
  oneOf,
  positive,
  real,
  share,
  shortOr,
  whole,
} from "./fields.js";
import { LIMITS } from "./network-spec.js";
import { LOSSES, TASK_NAMES } from "./tasks.js";

// What each field of a network file may be by itself. What is left out because other fields decide it, or because only one
// type of optimizer or normaliser has it, complete.ts fills in; how the fields fit together, fitting.ts checks.

const OUTPUT =
  'a name, or an object with "name" and, if you like, "no" and "yes", "written", or "unit", "mean", "deviation"';
const CHANNEL = 'a name, or an object with "name" and, if you like, "unit", "mean", "deviation"';
const INPUT_NAME = "Column of the data that this input reads.";
const channelObject = objectOf(
  {
    name: name(INPUT_NAME),
    unit: v.optional(name('Unit of the readings, for people: "°C", "%".')),
    mean: v.optional(real("Subtracted from each reading; fitted by `train` when left out.")),
    deviation: v.optional(
      positive(FLOAT32_MAX, "Divides each reading; fitted by `train` when left out."),
    ),
  },
  CHANNEL,
);
const channel = shortOr(
  v.pipe(
    name(INPUT_NAME),
    v.transform((text): v.InferOutput<typeof channelObject> => ({ name: text })),
  ),
  channelObject,
  "One input channel: its name, or an object.",
);

const OUTPUT_NAME =
  "yes-no: column of the data that holds this label, 0 or 1; classes: the class; numbers: column of the data.";
const outputObject = objectOf(
  {
    name: name(OUTPUT_NAME),
    no: v.optional(cell('yes-no: what the data write for no, in place of 0: "ok", "-1".')),
    yes: v.optional(cell('yes-no: what the data write for yes, in place of 1: "broken", "1".')),
    written: v.optional(cell("classes: what the data write in place of the class's name.")),
    unit: v.optional(name("numbers: unit of the values, for people.")),
    mean: v.optional(
      real("numbers: subtracted from each value to learn; fitted by `train` when left out."),
    ),
    deviation: v.optional(
      positive(
        FLOAT32_MAX,
        "numbers: divides each value to learn; fitted by `train` when left out.",
      ),
    ),
  },
  OUTPUT,
);
const output = shortOr(
  v.pipe(
    name(OUTPUT_NAME),
    v.transform((text): v.InferOutput<typeof outputObject> => ({ name: text })),
  ),
  outputObject,
  "What one unit of the last layer says: its name, or an object.",
);

const windowObject = described(
  objectOf(
    {
      rows: whole(1, LIMITS.windowRows, "Readings in a window."),
      stride: v.optional(
        whole(
          1,
          LIMITS.stride,
          "Readings from the beginning of a window to that of the next; as many as rows when left out.",
        ),
      ),
      features: listOf(
        oneOf(
          FEATURE_NAMES,
          FEATURE_NAMES.map((feature) => `${feature}: ${FEATURES[feature].meaning}`).join("; "),
        ),
        FEATURE_NAMES.length,
        `features, each one of ${quoted(FEATURE_NAMES)}`,
        "What the network sees of each channel, in this order.",
      ),
      recording: v.optional(
        name(
          "Column of the data whose change begins a new recording, which shares no window with the last one.",
        ),
      ),
      rate: v.optional(
        positive(
          LIMITS.rate,
          "Readings a second, for people and for what reads a sensor by itself; the network does not see it.",
        ),
      ),
    },
    'an object with "rows", "features" and, if you like, "stride", "recording", "rate"',
  ),
  "The network reads features of the last readings in place of a single reading.",
);

const layerObject = described(
  objectOf(
    {
      units: whole(1, LIMITS.units, "Number of units of the layer."),
      activation: v.optional(
        oneOf(
          ACTIVATION_NAMES,
          "The activation of the layer's units; the last layer's follows from the task: sigmoid for yes-no, softmax for classes, identity for numbers.",
        ),
      ),
      slope: elseLater(share("leaky-relu: slope below 0."), DEFAULTS.slope),
    },
    'an object with "units" and "activation"',
  ),
  "A layer in which each unit sees all of the layer below.",
);

const SCHEDULES = ["constant", "inverse-time", "cosine"] as const;
const SCHEDULE = 'an object with "type" and what this type has of "steps" and "to"';
const scheduleObject = described(
  objectOf(
    {
      type: oneOf(
        SCHEDULES,
        "constant: always the same; inverse-time: divided by 1 + t/steps after t steps; cosine: down along a cosine to a share of it.",
      ),
      steps: v.optional(
        whole(
          1,
          LIMITS.steps,
          "inverse-time: steps after which the rate is half; cosine: steps to the end.",
        ),
      ),
      to: elseLater(between(0, 1, "cosine: share of the learning rate at the end."), DEFAULTS.to),
    },
    SCHEDULE,
  ),
  "How the learning rate changes with the steps.",
);

const OPTIMIZERS = ["sgd", "momentum", "adam"] as const;
const OPTIMIZER = `one of ${quoted(OPTIMIZERS)}, or an object with "type" and what this type has, such as "learningRate"`;
const OPTIMIZER_TYPE =
  "sgd: gradient descent on batches; momentum: with a memory of earlier gradients; adam: a rate of its own for each weight.";
const { learningRate } = DEFAULTS;
const optimizerObject = objectOf(
  {
    type: v.optional(oneOf(OPTIMIZERS, OPTIMIZER_TYPE), "sgd"),
    learningRate: v.optional(
      positive(
        LIMITS.learningRate,
        `The step's factor α; ${learningRate.sgd} when left out, ${learningRate.adam} for adam.`,
      ),
    ),
    momentum: elseLater(
      share("momentum: share of the earlier gradients that is kept at each step."),
      DEFAULTS.momentum,
    ),
    nesterov: elseLater(
      flag("momentum: whether a step looks ahead to where momentum will carry it."),
      DEFAULTS.nesterov,
    ),
    beta1: elseLater(
      share("adam: share of the mean gradient that is kept at each step."),
      DEFAULTS.beta1,
    ),
    beta2: elseLater(
      share("adam: share of the mean square that is kept at each step."),
      DEFAULTS.beta2,
    ),
    epsilon: elseLater(
      positive(1, "adam: added to the divisor, so that it is not 0."),
      DEFAULTS.epsilon,
    ),
    weightDecay: v.optional(
      between(
        0,
        LIMITS.weightDecay,
        "So many times each weight, not a bias, is added to its gradient.",
      ),
      DEFAULTS.weightDecay,
    ),
    clipNorm: v.optional(
      positive(
        LIMITS.clipNorm,
        "The most that the norm of the whole gradient may be; a longer one is shortened. No limit when left out.",
      ),
    ),
    schedule: v.optional(scheduleObject, { type: "constant" }),
  },
  OPTIMIZER,
);
const optimizer = shortOr(
  v.pipe(
    oneOf(OPTIMIZERS, OPTIMIZER_TYPE),
    v.transform((type): v.InferInput<typeof optimizerObject> => ({ type })),
    optimizerObject,
  ),
  optimizerObject,
  "How the weights follow the gradient: a type, or an object.",
);

const NORMALIZERS = ["standard", "none", "adaptive"] as const;
const NORMALIZER = `one of ${quoted(NORMALIZERS)}, or an object with "type" and what this type has of "clip", "memory", "warmUp"`;
const NORMALIZER_TYPE =
  "standard: (reading − mean) / deviation of each input; none: readings go in as they are; adaptive: like standard, with moments that follow the readings.";
const normalizerObject = objectOf(
  {
    type: oneOf(NORMALIZERS, NORMALIZER_TYPE),
    clip: v.optional(
      positive(
        LIMITS.clip,
        "standard, adaptive: the most deviations that a reading may be away from the mean; one further away counts as so many. No limit when left out.",
      ),
    ),
    memory: elseLater(
      whole(
        2,
        LIMITS.memory,
        "adaptive: observations that the moments are of; one alone deviates from its mean by rounding only.",
      ),
      DEFAULTS.memory,
    ),
    warmUp: elseLater(
      whole(
        0,
        LIMITS.warmUp,
        "adaptive: observations that only the normaliser sees at first; at most as many as memory.",
      ),
      DEFAULTS.warmUp,
    ),
  },
  NORMALIZER,
);
const normalizer = shortOr(
  v.pipe(
    oneOf(NORMALIZERS, NORMALIZER_TYPE),
    v.transform((type): v.InferOutput<typeof normalizerObject> => ({ type })),
  ),
  normalizerObject,
  "How readings are brought to a common scale: a type, or an object.",
);

const CLASS_WEIGHTS = '"balanced" or, with the task "classes", a list of weights';
const classWeights = shortOr(
  oneOf(
    ["balanced"],
    "All classes count alike, however many observations they have.",
    CLASS_WEIGHTS,
  ),
  listOf(
    positive(LIMITS.positiveWeight, "How many times an observation of this class counts."),
    LIMITS.units,
    "weights",
    "classes: one weight for each class.",
    CLASS_WEIGHTS,
  ),
  "How many times observations of each class count; each once when left out.",
);

export const networkObject = described(
  objectOf(
    {
      $schema: v.optional(
        described(
          v.string("the address of the JSON Schema, a text"),
          "The address of this schema, for editors.",
        ),
      ),
      name: v.optional(name("What the network is called in reports."), DEFAULTS.name),
      inputs: listOf(channel, LIMITS.inputs, "input channels", "The input channels, in order."),
      window: v.optional(windowObject),
      task: v.optional(
        oneOf(
          TASK_NAMES,
          "yes-no: an independent yes or no for each output; classes: one class of several; numbers: a number for each output. When left out it follows from the loss or from the last layer's activation, else it is yes-no.",
        ),
      ),
      outputs: listOf(output, LIMITS.units, "outputs", "One for each unit of the last layer."),
      label: elseLater(
        name(
          "classes: column of the data that holds the class, by its name or by its number from 0.",
        ),
        DEFAULTS.label,
      ),
      layers: listOf(
        layerObject,
        LIMITS.layers,
        "layers",
        "The layers from the inputs to the outputs.",
      ),
      loss: v.optional(
        oneOf(
          LOSSES,
          "What training makes small; follows from the task: binary-cross-entropy for yes-no, cross-entropy for classes (both the negative log-likelihood of the labels, computed from the logits), squared-error (half of it) for numbers.",
        ),
      ),
      positiveWeight: v.optional(
        positive(
          LIMITS.positiveWeight,
          "yes-no: how many times an observation with label 1 counts, for classes of unequal size.",
        ),
        DEFAULTS.positiveWeight,
      ),
      classWeights: v.optional(classWeights),
      optimizer: v.optional(optimizer, "sgd"),
      trainLayers: v.optional(
        whole(1, LIMITS.layers, "How many of the last layers learn; all when left out."),
      ),
      reduction: v.optional(
        oneOf(["sum", "mean"], "Whether gradients and loss are summed or averaged over the batch."),
        DEFAULTS.reduction,
      ),
      batch: v.optional(whole(1, LIMITS.batch, "Observations of a full batch."), DEFAULTS.batch),
      normalizer: v.optional(normalizer, "standard"),
      seed: v.optional(
        whole(0, 0xffffffff, "Seed of the initial weights and of the shuffling."),
        DEFAULTS.seed,
      ),
      plan: v.optional(
        oneOf(
          ["auto", "fast", "small"],
          "How memory is planned: fast works on the whole batch, small on one observation at a time; auto takes fast where it fits.",
        ),
        DEFAULTS.plan,
      ),
    },
    'an object with at least "inputs", "outputs" and "layers"',
  ),
  "A perceptino network: what it reads, its layers and how it learns.",
);

/** The objects of a network file by their place in it, without numbers: what fields each has. */
export const OBJECTS: Readonly<Record<string, { readonly entries: object }>> = {
  "": networkObject,
  inputs: channelObject,
  window: windowObject,
  outputs: outputObject,
  layers: layerObject,
  optimizer: optimizerObject,
  "optimizer.schedule": scheduleObject,
  normalizer: normalizerObject,
};

/** A network file whose single fields are right; how they fit together is not known yet. */
export type NetworkForm = v.InferOutput<typeof networkObject>;
