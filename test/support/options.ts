import { FEATURE_NAMES, FEATURES } from "../../src/common/network/features.js";
import type { NetworkSpec } from "../../src/common/network/network-spec.js";
import { isUnrolled } from "../../src/common/network/plan.js";

/** Something that a network file may say, and all that only networks have which say it, or another option that lists it too. */
export interface Option {
  readonly name: string;
  has(spec: NetworkSpec): boolean;
  /** routines of assembly/ and of the network, after constants are folded, as "file/name" */
  readonly routines?: readonly string[];
  /** of the memory plan */
  readonly tensors?: readonly string[];
  /** of the module */
  readonly exports?: readonly string[];
  /** constants of assembly/network.ts that are read with this option alone; not those that say whether it is there */
  readonly constants?: readonly string[];
}

type Hidden = NetworkSpec["layers"][number]["activation"];

const isLearned =
  (activation: Hidden) =>
  ({ layers }: NetworkSpec): boolean =>
    layers.slice(0, -1).some((layer) => layer.activation === activation);
const hidden = (activation: Hidden, routines: readonly string[] = []): Option => ({
  name: activation,
  has: isLearned(activation),
  routines,
});

const isPlain = ({ optimizer: { type, weightDecay, clipNorm } }: NetworkSpec): boolean =>
  type === "sgd" && weightDecay === 0 && clipNorm === undefined;

const CROSS_ENTROPY = ["elementary/expOfMinusAbs", "elementary/logReduced", "elementary/logScaled"];
const TARGETS = ["targetMean", "targetDeviation"];
const WINDOW = ["WINDOW_LENGTH", "STRIDE", "WINDOW", "WINDOW_ROWS", "READING"];

/** All options of a network file that a module shows; what is not here is for people and for the host's data. */
export const OPTIONS: readonly Option[] = [
  {
    name: "yes or no",
    has: ({ task }) => task === "yes-no",
    routines: ["elementary/sigmoid", ...CROSS_ENTROPY],
  },
  {
    name: "classes",
    has: ({ task }) => task === "classes",
    routines: ["softmax/softmax", ...CROSS_ENTROPY],
  },
  {
    name: "numbers",
    has: ({ task }) => task === "numbers",
    tensors: TARGETS,
    constants: ["TARGET_MEAN", "TARGET_DEVIATION"],
  },
  hidden("identity"),
  hidden("tanh", ["elementary/tanh"]),
  hidden("sigmoid", ["elementary/sigmoid", "elementary/expOfMinusAbs"]),
  hidden("relu"),
  hidden("leaky-relu"),
  hidden("softsign"),
  {
    name: "a single unit with few inputs",
    has: isUnrolled,
    routines: ["descend-unit/descendUnit"],
  },
  { name: "sgd", has: ({ optimizer }) => optimizer.type === "sgd" },
  {
    name: "momentum",
    has: ({ optimizer }) => optimizer.type === "momentum",
    tensors: ["moment"],
    constants: ["MOMENTUM_FACTOR", "MOMENT"],
  },
  {
    name: "nesterov",
    has: ({ optimizer }) => optimizer.type === "momentum" && optimizer.nesterov,
  },
  {
    name: "adam",
    has: ({ optimizer }) => optimizer.type === "adam",
    tensors: ["moment", "squares", "corrections", "stepEpsilon"],
    constants: [
      ...["MOMENTUM_FACTOR", "MOMENTUM_REST", "MOMENT", "SQUARES_FACTOR", "SQUARES_REST"],
      ...["SQUARES", "EPSILON", "CORRECTIONS", "STEP_EPSILON"],
    ],
  },
  { name: "weight decay", has: ({ optimizer }) => optimizer.weightDecay > 0 },
  {
    name: "clipped gradients",
    has: ({ optimizer }) => optimizer.clipNorm !== undefined,
    routines: ["gradient/clipGradient"],
    tensors: ["gradientScale"],
    constants: ["GRADIENT_SCALE"],
  },
  {
    name: "mean over the batch",
    has: ({ reduction }) => reduction === "mean",
  },
  {
    name: "mean over the batch of what is not plain descent",
    has: (spec) => spec.reduction === "mean" && !isPlain(spec),
    tensors: ["gradientScale"],
    constants: ["GRADIENT_SCALE"],
  },
  {
    name: "inverse time",
    has: ({ optimizer }) => optimizer.schedule.type === "inverse-time",
    constants: ["SCHEDULE_STEPS"],
  },
  {
    name: "cosine",
    has: ({ optimizer }) => optimizer.schedule.type === "cosine",
    routines: ["cosine/squaredSine"],
    constants: ["SCHEDULE_STEPS", "SCHEDULE_TO"],
  },
  {
    name: "a positive weight",
    has: ({ positiveWeight }) => positiveWeight !== 1,
    routines: ["elementary/log1p"],
  },
  {
    name: "class weights of yes or no",
    has: ({ task, classWeights }) => task === "yes-no" && classWeights !== undefined,
    routines: ["elementary/log1p"],
    tensors: ["classWeights"],
  },
  {
    name: "class weights of classes",
    has: ({ task, classWeights }) => task === "classes" && classWeights !== undefined,
    tensors: ["classWeights"],
  },
  {
    name: "frozen layers",
    has: ({ trainLayers, layers }) => trainLayers < layers.length,
  },
  {
    name: "standard normaliser",
    has: ({ normalizer }) => normalizer.type === "standard",
    tensors: ["mean", "scale"],
    constants: ["CENTRE", "SPREAD"],
  },
  {
    name: "adaptive normaliser",
    has: ({ normalizer }) => normalizer.type === "adaptive",
    routines: ["normalize/standardize"],
    tensors: ["mean", "variance", "seen"],
    constants: ["CENTRE", "SPREAD", "SEEN", "SEEN_MOST", "WARM_UP"],
  },
  {
    name: "clipped readings",
    has: ({ normalizer }) => normalizer.type !== "none" && normalizer.clip !== undefined,
  },
  {
    name: "no normaliser",
    has: ({ normalizer }) => normalizer.type === "none",
  },
  {
    name: "window",
    has: ({ window }) => window !== undefined,
    routines: ["push/push", "push/restart", "network/makeFeatures"],
    tensors: ["window", "windowRows", "reading"],
    exports: ["push", "restart", "channels", "reading"],
    constants: WINDOW,
  },
  ...FEATURE_NAMES.map((feature): Option => {
    const { kernel, ofMean } = FEATURES[feature];
    const mean = ofMean ? ["features/featureMean"] : [];
    return {
      name: `feature ${feature}`,
      has: ({ window }) => window?.features.includes(feature) ?? false,
      routines: [`features/${kernel}`, ...mean],
    };
  }),
];

/** The names of a network's options. */
export const optionsOf = (spec: NetworkSpec): string[] =>
  OPTIONS.filter(({ has }) => has(spec)).map(({ name }) => name);

/** The options that none of some networks has. */
export function missingOptions(specs: readonly NetworkSpec[]): string[] {
  const found = new Set(specs.flatMap(optionsOf));
  return OPTIONS.map(({ name }) => name).filter((name) => !found.has(name));
}
