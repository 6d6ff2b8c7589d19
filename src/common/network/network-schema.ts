import { z } from "../zod.js";
import { ACTIVATION_NAMES, DEFAULT_SLOPE } from "./activations.js";
import { FEATURE_NAMES } from "./features.js";
import { LIMITS } from "./network-spec.js";
import { DEFAULT_LABEL, LOSSES, TASK_NAMES } from "./tasks.js";

const FLOAT32_MAX = 3.4028234663852886e38;
/** The least positive number that a network file may hold; its inverse is finite in float32. */
const LEAST = 1e-37;

const whole = (from: number, to: number, describe: string) => {
  const error = `a whole number from ${from} to ${to}`;
  return z
    .number({ error })
    .int({ error })
    .min(from, { error })
    .max(to, { error })
    .describe(describe);
};
const real = (describe: string) => {
  const error = "a finite number that fits in float32";
  return z
    .number({ error })
    .min(-FLOAT32_MAX, { error })
    .max(FLOAT32_MAX, { error })
    .describe(describe);
};
const between = (from: number, to: number, describe: string) => {
  const error = `a number from ${from} to ${to}`;
  return z.number({ error }).min(from, { error }).max(to, { error }).describe(describe);
};
const positive = (to: number, describe: string) => between(LEAST, to, describe);
/** From 0, and below 1 in float32 too. */
const share = (describe: string) => {
  const error = "a number from 0 to 0.9999999";
  return z.number({ error }).min(0, { error }).max(0.9999999, { error }).describe(describe);
};
const oneOf = <const T extends readonly [string, ...string[]]>(values: T, describe: string) =>
  z
    .enum(values, { error: `one of ${values.map((v) => JSON.stringify(v)).join(", ")}` })
    .describe(describe);
const flag = (describe: string) => z.boolean({ error: "true or false" }).describe(describe);
const name = (describe: string) => {
  const error =
    "a name of 1 to 64 characters without line breaks, not beginning or ending with a space";
  return z
    .string({ error })
    .normalize("NFC")
    .regex(/^(?!\s)[^\p{Cc}\u2028\u2029]{1,64}(?<!\s)$/u, { error })
    .describe(describe);
};
const listOf = <T extends z.ZodType>(item: T, most: number, what: string, describe: string) => {
  const error = `a list of 1 to ${most} ${what}`;
  return z.array(item, { error }).min(1, { error }).max(most, { error }).describe(describe);
};

/** A text that stands for an object, or the object. */
const shortOr = <S extends z.ZodType, L extends z.ZodType>(short: S, long: L, error: string) =>
  z.union([short, long], { error });

const scaled = {
  unit: name('Unit of the readings, for people: "°C", "%".').optional(),
  mean: real("Subtracted from each reading; fitted by `train` when left out.").optional(),
  deviation: positive(
    FLOAT32_MAX,
    "Divides each reading; fitted by `train` when left out.",
  ).optional(),
};
const CHANNEL_FORM = 'an object with "name" and, if you like, "unit", "mean", "deviation"';
export const channelObject = z.strictObject(
  { name: name("Column of the data that this input reads."), ...scaled },
  { error: CHANNEL_FORM },
);
const channel = shortOr(
  name("Column of the data that this input reads.").transform((text) => ({ name: text })),
  channelObject,
  `a name or ${CHANNEL_FORM}`,
).describe("One input channel.");

export const outputObject = z.strictObject(
  { name: name("Column of the data that holds this output's target; or a class."), ...scaled },
  { error: CHANNEL_FORM },
);
const output = shortOr(
  name("Column of the data that holds this output's target; or a class.").transform((text) => ({
    name: text,
  })),
  outputObject,
  `a name or ${CHANNEL_FORM}`,
).describe("One unit of the last layer.");

export const layerObject = z
  .strictObject(
    {
      units: whole(1, LIMITS.units, "Number of units of the layer."),
      activation: oneOf(ACTIVATION_NAMES, "The activation of the layer's units.").optional(),
      slope: share(`Of a leaky ReLU below 0; ${DEFAULT_SLOPE} when left out.`).optional(),
    },
    { error: 'an object with "units" and "activation"' },
  )
  .describe("A layer in which each unit sees all of the layer below.");

export const windowObject = z
  .strictObject(
    {
      rows: whole(1, LIMITS.windowRows, "Readings in a window."),
      stride: whole(
        1,
        LIMITS.stride,
        "Readings from one window to the next; as many as rows when left out.",
      ).optional(),
      features: listOf(
        oneOf(FEATURE_NAMES, "What of a channel's readings the network sees."),
        FEATURE_NAMES.length,
        "features",
        "What the network sees of each channel.",
      ),
      recording: name("Column of the data whose change begins a new recording.").optional(),
    },
    { error: 'an object with "rows" and "features"' },
  )
  .describe("Features of the last readings, which the network sees in their place.");

export const scheduleObject = z
  .strictObject(
    {
      type: oneOf(["constant", "inverse-time", "cosine"], "How the learning rate changes."),
      steps: whole(1, LIMITS.steps, "Steps of the schedule.").optional(),
      to: between(
        0,
        1,
        "Share of the learning rate that a cosine ends at; 0 when left out.",
      ).optional(),
    },
    { error: 'an object with "type"' },
  )
  .describe("How the learning rate changes with the steps.");

const OPTIMIZERS = ["sgd", "momentum", "adam"] as const;
export const optimizerObject = z.strictObject(
  {
    type: oneOf(OPTIMIZERS, "Gradient descent on batches.").default("sgd"),
    learningRate: positive(
      LIMITS.learningRate,
      "The step's factor α; 0.05 when left out, 0.01 for adam.",
    ).optional(),
    momentum: share("momentum: share of the moment that is kept; 0.9 when left out.").optional(),
    nesterov: flag("momentum: whether the step looks ahead; false when left out.").optional(),
    beta1: share("adam: decay of the mean gradient; 0.9 when left out.").optional(),
    beta2: share("adam: decay of the mean square; 0.999 when left out.").optional(),
    epsilon: positive(1, "adam: keeps the divisor from 0; 1e-7 when left out.").optional(),
    weightDecay: between(
      0,
      LIMITS.weightDecay,
      "Times each weight is added to its gradient.",
    ).default(0),
    clipNorm: positive(LIMITS.clipNorm, "The most that the gradient's norm may be.").optional(),
    schedule: scheduleObject.default({ type: "constant" }),
  },
  { error: 'an object with "type" and "learningRate"' },
);
const optimizer = shortOr(
  oneOf(OPTIMIZERS, "Gradient descent on batches.").transform((type) =>
    optimizerObject.parse({ type }),
  ),
  optimizerObject,
  'one of "sgd", "momentum", "adam", or an object with "type" and "learningRate"',
).describe("How the weights follow the gradient.");

const NORMALIZERS = ["standard", "none", "adaptive"] as const;
export const normalizerObject = z.strictObject(
  {
    type: oneOf(NORMALIZERS, "How readings are brought to a common scale."),
    clip: positive(LIMITS.clip, "Most deviations that a reading may have.").optional(),
    memory: whole(1, LIMITS.memory, "adaptive: observations over which it forgets.").optional(),
    warmUp: whole(
      0,
      LIMITS.warmUp,
      "adaptive: observations before the first one counts.",
    ).optional(),
  },
  { error: 'an object with "type"' },
);
const normalizer = shortOr(
  oneOf(
    NORMALIZERS,
    "standard: (reading − mean) / deviation for each channel; none: readings go in as they are.",
  ).transform((type) => normalizerObject.parse({ type })),
  normalizerObject,
  'one of "standard", "none", "adaptive", or an object with "type"',
);

export const networkObject = z
  .strictObject(
    {
      $schema: z.string({ error: "the address of the JSON Schema, a text" }).optional(),
      name: name("What the network is called in reports.").default("network"),
      inputs: listOf(channel, LIMITS.inputs, "input channels", "The input channels, in order."),
      window: windowObject.optional(),
      task: oneOf(TASK_NAMES, "What the network is for.").optional(),
      outputs: listOf(output, LIMITS.units, "outputs", "One for each unit of the last layer."),
      label: name(
        `classes: the column of the data that holds the class; "${DEFAULT_LABEL}" when left out.`,
      ).optional(),
      layers: listOf(
        layerObject,
        LIMITS.layers,
        "layers",
        "The layers from the inputs to the output.",
      ),
      loss: oneOf(LOSSES, "What training makes small; follows from the task.").optional(),
      positiveWeight: positive(
        LIMITS.positiveWeight,
        "How many times an observation with label 1 counts, for classes of unequal size.",
      ).default(1),
      classWeights: shortOr(
        oneOf(["balanced"], "Each class counts as much as the others."),
        listOf(
          positive(LIMITS.positiveWeight, "How many times an observation of this class counts."),
          LIMITS.units,
          "weights",
          "One weight for each class.",
        ),
        '"balanced" or a list of weights',
      ).optional(),
      optimizer: optimizer.default(() => optimizerObject.parse({ type: "sgd" })),
      trainLayers: whole(
        1,
        LIMITS.layers,
        "How many of the last layers learn; all when left out.",
      ).optional(),
      reduction: oneOf(
        ["sum", "mean"],
        "Whether gradients and loss are summed or averaged over the batch.",
      ).default("sum"),
      batch: whole(1, LIMITS.batch, "Observations of a full batch.").default(16),
      normalizer: normalizer.default({ type: "standard" }),
      seed: whole(0, 0xffffffff, "Seed of the initial weights and of the shuffling.").default(1),
      plan: oneOf(
        ["auto", "fast", "small"],
        "How memory is planned: fast works on the whole batch, small on one observation at a time; auto takes fast where it fits.",
      ).default("auto"),
    },
    { error: 'an object with at least "inputs", "outputs" and "layers"' },
  )
  .describe("A perceptino network: what it reads, its layers and how it learns.");

/** A network file whose single fields are right; how they fit together is not known yet. */
export type NetworkForm = z.output<typeof networkObject>;
