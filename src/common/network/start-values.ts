import { featureCount } from "./features.js";
import type { NetworkSpec } from "./network-spec.js";

/** Values of a state tensor in a new network. */
export interface StartValues {
  /** of the tensor */
  readonly name: string;
  readonly values: Float32Array;
}

/** What a new network's state is where it is not 0, as its file states it; the rate and the seed the kernel knows. */
export function startValues(spec: NetworkSpec): StartValues[] {
  return [...normalizerValues(spec), ...targetValues(spec), ...classWeightValues(spec)];
}

function normalizerValues(spec: NetworkSpec): StartValues[] {
  if (spec.normalizer.type !== "standard") return [];
  // What is stated are a channel's moments; features have their own, which `train` fits.
  const channels = spec.window ? undefined : spec.inputs;
  const each = (value: (index: number) => number) =>
    Float32Array.from({ length: featureCount(spec) }, (_, i) => value(i));
  return [
    { name: "mean", values: each((i) => channels?.[i]?.mean ?? 0) },
    { name: "scale", values: each((i) => 1 / (channels?.[i]?.deviation ?? 1)) },
  ];
}

function targetValues({ task, outputs }: NetworkSpec): StartValues[] {
  if (task !== "numbers") return [];
  return [
    { name: "targetMean", values: Float32Array.from(outputs, ({ mean }) => mean ?? 0) },
    {
      name: "targetDeviation",
      values: Float32Array.from(outputs, ({ deviation }) => deviation ?? 1),
    },
  ];
}

function classWeightValues({ classWeights, outputs }: NetworkSpec): StartValues[] {
  if (classWeights === undefined) return [];
  const values = Float32Array.from(outputs, (_, i) =>
    classWeights === "balanced" ? 1 : classWeights[i]!,
  );
  return [{ name: "classWeights", values }];
}
