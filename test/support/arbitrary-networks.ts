import fc from "fast-check";
import { FEATURE_NAMES } from "../../src/common/network/features.js";

// Network files of any kind, as people may write them: fast-check shrinks one that fails to what matters.

const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const whole = (min: number, max: number) => fc.integer({ min, max });
const share = real(0, 0.9999999);
/** An object with some of its fields. */
const some = <T extends Record<string, fc.Arbitrary<unknown>>>(fields: T) =>
  fc.record(fields, { requiredKeys: [] });

const schedule = fc.oneof(
  fc.constant({ type: "constant" }),
  fc.record({ type: fc.constant("inverse-time"), steps: whole(1, 16_777_216) }),
  fc.record(
    { type: fc.constant("cosine"), steps: whole(1, 16_777_216), to: real(0, 1) },
    { requiredKeys: ["type", "steps"] },
  ),
);
const step = {
  learningRate: real(1e-37, 1000),
  weightDecay: real(0, 100),
  clipNorm: real(1e-37, 1e9),
  schedule,
};
const optimizer = fc.oneof(
  fc.constantFrom("sgd", "momentum", "adam"),
  some({ ...step, type: fc.constant("sgd") }),
  some({ ...step, momentum: share, nesterov: fc.boolean() }).map((own) => ({
    ...own,
    type: "momentum",
  })),
  some({ ...step, beta1: share, beta2: share, epsilon: real(1e-37, 1) }).map((own) => ({
    ...own,
    type: "adam",
  })),
);

const clip = fc.option(real(1e-37, 1e6), { nil: undefined });
const present = (fields: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
const normalizer = fc.oneof(
  fc.constantFrom("standard", "none", "adaptive"),
  clip.map((clip) => present({ type: "standard", clip })),
  fc
    .tuple(clip, whole(2, 16_777_216), whole(0, 10_000), fc.boolean())
    .map(([clip, memory, most, warms]) =>
      present({
        type: "adaptive",
        clip,
        memory,
        warmUp: warms ? Math.min(most, memory) : undefined,
      }),
    ),
);

const window = fc.record(
  {
    rows: whole(1, 50),
    stride: whole(1, 65_535),
    features: fc.shuffledSubarray(FEATURE_NAMES, { minLength: 1 }),
    recording: fc.constant("take"),
  },
  { requiredKeys: ["rows", "features"] },
);

const hidden = fc.oneof(
  fc.record({
    units: whole(1, 256),
    activation: fc.constantFrom("tanh", "sigmoid", "identity", "relu", "softsign", "leaky-relu"),
  }),
  fc.record({ units: whole(1, 256), activation: fc.constant("leaky-relu"), slope: share }),
);

const CHANNELS = ["a", "b", "c", "d", "e"];
const OUTPUTS = ["v", "w", "x", "y", "z"];
const ACTIVATION = { "yes-no": "sigmoid", classes: "softmax", numbers: "identity" } as const;
type Task = keyof typeof ACTIVATION;

/** What follows from a task, some of which a file writes. */
const taskFields = (task: Task, outputs: number) => {
  const weight = real(1e-37, 10_000);
  const weights = fc.array(weight, { minLength: outputs, maxLength: outputs });
  const own: Record<Task, fc.Arbitrary<object>> = {
    "yes-no": fc.oneof(some({ positiveWeight: weight }), fc.constant({ classWeights: "balanced" })),
    classes: some({
      label: fc.constant("class"),
      classWeights: fc.oneof(fc.constant("balanced"), weights),
    }),
    numbers: fc.constant({}),
  };
  return own[task];
};

const learning = some({
  name: fc.constant("any"),
  optimizer,
  normalizer,
  window,
  reduction: fc.constantFrom("sum", "mean"),
  batch: whole(1, 1024),
  seed: whole(0, 0xffffffff),
  plan: fc.constantFrom("auto", "fast", "small"),
});

/** A network file of any task, with any of its fields. */
export const networkFile: fc.Arbitrary<Record<string, unknown>> = fc
  .record({
    task: fc.constantFrom<Task>("yes-no", "classes", "numbers"),
    channels: whole(1, 5),
    outputs: whole(2, 5),
    layers: fc.array(hidden, { maxLength: 7 }),
    writesActivation: fc.boolean(),
    learning,
  })
  .chain(({ task, channels, outputs, layers, writesActivation, learning }) => {
    const last = {
      units: outputs,
      ...(writesActivation ? { activation: ACTIVATION[task] } : {}),
    };
    const file = {
      ...(writesActivation ? {} : { task }),
      inputs: CHANNELS.slice(0, channels),
      outputs: OUTPUTS.slice(0, outputs),
      layers: [...layers, last],
      ...learning,
    };
    const trainLayers = whole(1, file.layers.length);
    return fc
      .tuple(taskFields(task, outputs), some({ trainLayers }))
      .map(([own, trained]) => ({ ...file, ...own, ...trained }));
  });
