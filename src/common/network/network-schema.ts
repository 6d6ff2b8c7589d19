import { quoted } from "../text.js";
import { z } from "../zod.js";
import { ACTIVATION_NAMES } from "./activations.js";
import { DEFAULTS } from "./defaults.js";
import { FEATURE_NAMES, FEATURES } from "./features.js";
import {
  about,
  between,
  cell,
  described,
  FLOAT32_MAX,
  flag,
  listOf,
  name,
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
  'an object with "name" and, if you like, "no" and "yes", "written", or "unit", "mean", "deviation"';
const CHANNEL = 'an object with "name" and, if you like, "unit", "mean", "deviation"';
const INPUT_NAME = "Column of the data that this input reads.";
const channelObject = z.strictObject(
  {
    name: name(INPUT_NAME),
    unit: z.optional(name('Unit of the readings, for people: "°C", "%".')),
    mean: z.optional(real("Subtracted from each reading; fitted by `train` when left out.")),
    deviation: z.optional(
      positive(FLOAT32_MAX, "Divides each reading; fitted by `train` when left out."),
    ),
  },
  { error: CHANNEL },
);
const channel = described(
  shortOr(
    z.pipe(
      name(INPUT_NAME),
      z.transform((text): z.output<typeof channelObject> => ({ name: text })),
    ),
    channelObject,
    `a name, or ${CHANNEL}`,
  ),
  "One input channel: its name, or an object.",
);

const OUTPUT_NAME =
  "yes-no: column of the data that holds this label, 0 or 1; classes: the class; numbers: column of the data.";
const outputObject = z.strictObject(
  {
    name: name(OUTPUT_NAME),
    no: z.optional(cell('yes-no: what the data write for no, in place of 0: "ok", "-1".')),
    yes: z.optional(cell('yes-no: what the data write for yes, in place of 1: "broken", "1".')),
    written: z.optional(cell("classes: what the data write in place of the class's name.")),
    unit: z.optional(name("numbers: unit of the values, for people.")),
    mean: z.optional(
      real("numbers: subtracted from each value to learn; fitted by `train` when left out."),
    ),
    deviation: z.optional(
      positive(
        FLOAT32_MAX,
        "numbers: divides each value to learn; fitted by `train` when left out.",
      ),
    ),
  },
  { error: OUTPUT },
);
const output = described(
  shortOr(
    z.pipe(
      name(OUTPUT_NAME),
      z.transform((text): z.output<typeof outputObject> => ({ name: text })),
    ),
    outputObject,
    `a name, or ${OUTPUT}`,
  ),
  "What one unit of the last layer says: its name, or an object.",
);

const windowObject = described(
  z.strictObject(
    {
      rows: whole(1, LIMITS.windowRows, "Readings in a window."),
      stride: z.optional(
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
      recording: z.optional(
        name(
          "Column of the data whose change begins a new recording, which shares no window with the last one.",
        ),
      ),
      rate: z.optional(
        positive(
          LIMITS.rate,
          "Readings a second, for people and for what reads a sensor by itself; the network does not see it.",
        ),
      ),
    },
    { error: 'an object with "rows", "features" and, if you like, "stride", "recording", "rate"' },
  ),
  "The network reads features of the last readings in place of a single reading.",
);

const layerObject = described(
  z.strictObject(
    {
      units: whole(1, LIMITS.units, "Number of units of the layer."),
      activation: z.optional(
        oneOf(
          ACTIVATION_NAMES,
          "The activation of the layer's units; the last layer's follows from the task: sigmoid for yes-no, softmax for classes, identity for numbers.",
        ),
      ),
      slope: about(z.optional(share("leaky-relu: slope below 0.")), { default: DEFAULTS.slope }),
    },
    { error: 'an object with "units" and "activation"' },
  ),
  "A layer in which each unit sees all of the layer below.",
);

const SCHEDULES = ["constant", "inverse-time", "cosine"] as const;
const SCHEDULE = 'an object with "type" and what this type has of "steps" and "to"';
const scheduleObject = described(
  z.strictObject(
    {
      type: oneOf(
        SCHEDULES,
        "constant: always the same; inverse-time: divided by 1 + t/steps after t steps; cosine: down along a cosine to a share of it.",
      ),
      steps: z.optional(
        whole(
          1,
          LIMITS.steps,
          "inverse-time: steps after which the rate is half; cosine: steps to the end.",
        ),
      ),
      to: about(z.optional(between(0, 1, "cosine: share of the learning rate at the end.")), {
        default: DEFAULTS.to,
      }),
    },
    { error: SCHEDULE },
  ),
  "How the learning rate changes with the steps.",
);

const OPTIMIZERS = ["sgd", "momentum", "adam"] as const;
const OPTIMIZER = 'an object with "type" and what this type has, such as "learningRate"';
const OPTIMIZER_TYPE =
  "sgd: gradient descent on batches; momentum: with a memory of earlier gradients; adam: a rate of its own for each weight.";
const { learningRate } = DEFAULTS;
const optimizerObject = z.strictObject(
  {
    type: z._default(oneOf(OPTIMIZERS, OPTIMIZER_TYPE), "sgd"),
    learningRate: z.optional(
      positive(
        LIMITS.learningRate,
        `The step's factor α; ${learningRate.sgd} when left out, ${learningRate.adam} for adam.`,
      ),
    ),
    momentum: about(
      z.optional(share("momentum: share of the earlier gradients that is kept at each step.")),
      { default: DEFAULTS.momentum },
    ),
    nesterov: about(
      z.optional(flag("momentum: whether a step looks ahead to where momentum will carry it.")),
      { default: DEFAULTS.nesterov },
    ),
    beta1: about(z.optional(share("adam: share of the mean gradient that is kept at each step.")), {
      default: DEFAULTS.beta1,
    }),
    beta2: about(z.optional(share("adam: share of the mean square that is kept at each step.")), {
      default: DEFAULTS.beta2,
    }),
    epsilon: about(z.optional(positive(1, "adam: added to the divisor, so that it is not 0.")), {
      default: DEFAULTS.epsilon,
    }),
    weightDecay: z._default(
      between(
        0,
        LIMITS.weightDecay,
        "So many times each weight, not a bias, is added to its gradient.",
      ),
      DEFAULTS.weightDecay,
    ),
    clipNorm: z.optional(
      positive(
        LIMITS.clipNorm,
        "The most that the norm of the whole gradient may be; a longer one is shortened. No limit when left out.",
      ),
    ),
    schedule: z._default(scheduleObject, { type: "constant" }),
  },
  { error: OPTIMIZER },
);
const optimizer = described(
  shortOr(
    z.pipe(
      oneOf(OPTIMIZERS, OPTIMIZER_TYPE),
      z.transform((type) => optimizerObject.parse({ type })),
    ),
    optimizerObject,
    `one of ${quoted(OPTIMIZERS)}, or ${OPTIMIZER}`,
  ),
  "How the weights follow the gradient: a type, or an object.",
);

const NORMALIZERS = ["standard", "none", "adaptive"] as const;
const NORMALIZER = 'an object with "type" and what this type has of "clip", "memory", "warmUp"';
const NORMALIZER_TYPE =
  "standard: (reading − mean) / deviation of each input; none: readings go in as they are; adaptive: like standard, with moments that follow the readings.";
const normalizerObject = z.strictObject(
  {
    type: oneOf(NORMALIZERS, NORMALIZER_TYPE),
    clip: z.optional(
      positive(
        LIMITS.clip,
        "standard, adaptive: the most deviations that a reading may be away from the mean; one further away counts as so many. No limit when left out.",
      ),
    ),
    memory: about(
      z.optional(
        whole(
          2,
          LIMITS.memory,
          "adaptive: observations that the moments are of; one alone deviates from its mean by rounding only.",
        ),
      ),
      { default: DEFAULTS.memory },
    ),
    warmUp: about(
      z.optional(
        whole(
          0,
          LIMITS.warmUp,
          "adaptive: observations that only the normaliser sees at first; at most as many as memory.",
        ),
      ),
      { default: DEFAULTS.warmUp },
    ),
  },
  { error: NORMALIZER },
);
const normalizer = described(
  shortOr(
    z.pipe(
      oneOf(NORMALIZERS, NORMALIZER_TYPE),
      z.transform((type) => normalizerObject.parse({ type })),
    ),
    normalizerObject,
    `one of ${quoted(NORMALIZERS)}, or ${NORMALIZER}`,
  ),
  "How readings are brought to a common scale: a type, or an object.",
);

const CLASS_WEIGHTS = '"balanced" or, with the task "classes", a list of weights';
const classWeights = described(
  shortOr(
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
    ),
    CLASS_WEIGHTS,
  ),
  "How many times observations of each class count; each once when left out.",
);

export const networkObject = described(
  z.strictObject(
    {
      $schema: z.optional(
        described(
          z.string({ error: "the address of the JSON Schema, a text" }),
          "The address of this schema, for editors.",
        ),
      ),
      name: z._default(name("What the network is called in reports."), DEFAULTS.name),
      inputs: listOf(channel, LIMITS.inputs, "input channels", "The input channels, in order."),
      window: z.optional(windowObject),
      task: z.optional(
        oneOf(
          TASK_NAMES,
          "yes-no: an independent yes or no for each output; classes: one class of several; numbers: a number for each output. When left out it follows from the loss or from the last layer's activation, else it is yes-no.",
        ),
      ),
      outputs: listOf(output, LIMITS.units, "outputs", "One for each unit of the last layer."),
      label: about(
        z.optional(
          name(
            "classes: column of the data that holds the class, by its name or by its number from 0.",
          ),
        ),
        { default: DEFAULTS.label },
      ),
      layers: listOf(
        layerObject,
        LIMITS.layers,
        "layers",
        "The layers from the inputs to the outputs.",
      ),
      loss: z.optional(
        oneOf(
          LOSSES,
          "What training makes small; follows from the task: binary-cross-entropy for yes-no, cross-entropy for classes (both the negative log-likelihood of the labels, computed from the logits), squared-error (half of it) for numbers.",
        ),
      ),
      positiveWeight: z._default(
        positive(
          LIMITS.positiveWeight,
          "yes-no: how many times an observation with label 1 counts, for classes of unequal size.",
        ),
        DEFAULTS.positiveWeight,
      ),
      classWeights: z.optional(classWeights),
      optimizer: z.prefault(optimizer, "sgd"),
      trainLayers: z.optional(
        whole(1, LIMITS.layers, "How many of the last layers learn; all when left out."),
      ),
      reduction: z._default(
        oneOf(["sum", "mean"], "Whether gradients and loss are summed or averaged over the batch."),
        DEFAULTS.reduction,
      ),
      batch: z._default(whole(1, LIMITS.batch, "Observations of a full batch."), DEFAULTS.batch),
      normalizer: z.prefault(normalizer, "standard"),
      seed: z._default(
        whole(0, 0xffffffff, "Seed of the initial weights and of the shuffling."),
        DEFAULTS.seed,
      ),
      plan: z._default(
        oneOf(
          ["auto", "fast", "small"],
          "How memory is planned: fast works on the whole batch, small on one observation at a time; auto takes fast where it fits.",
        ),
        DEFAULTS.plan,
      ),
    },
    { error: 'an object with at least "inputs", "outputs" and "layers"' },
  ),
  "A perceptino network: what it reads, its layers and how it learns.",
);

/** The objects of a network file by their place in it, without numbers: what fields each has. */
export const OBJECTS: Readonly<Record<string, { readonly shape: object }>> = {
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
export type NetworkForm = z.output<typeof networkObject>;
