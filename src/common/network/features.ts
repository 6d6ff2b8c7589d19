import type { NetworkSpec } from "./network-spec.js";

/** What a window's feature is. */
export interface FeatureKind {
  /** in assembly/features.ts */
  readonly kernel: string;
  /** whether the kernel takes the channel's mean too */
  readonly ofMean: boolean;
  /** for people */
  readonly meaning: string;
  /** inputs of the network for each channel */
  count(rows: number): number;
}

const one = () => 1;

export const FEATURES = {
  mean: { kernel: "featureMean", ofMean: false, meaning: "mean", count: one },
  deviation: {
    kernel: "featureDeviation",
    ofMean: true,
    meaning: "standard deviation",
    count: one,
  },
  min: { kernel: "featureMin", ofMean: false, meaning: "least reading", count: one },
  max: { kernel: "featureMax", ofMean: false, meaning: "greatest reading", count: one },
  change: {
    kernel: "featureChange",
    ofMean: false,
    meaning: "mean change from a reading to the next, without sign",
    count: one,
  },
  rms: { kernel: "featureRms", ofMean: false, meaning: "root of the mean square", count: one },
  slope: {
    kernel: "featureSlope",
    ofMean: false,
    meaning: "slope of the straight line through the readings",
    count: one,
  },
  crossings: {
    kernel: "featureCrossings",
    ofMean: true,
    meaning: "how often the readings cross their mean",
    count: one,
  },
  raw: { kernel: "featureRaw", ofMean: false, meaning: "all readings", count: (rows) => rows },
} as const satisfies Readonly<Record<string, FeatureKind>>;

export type Feature = keyof typeof FEATURES;
export const FEATURE_NAMES = Object.keys(FEATURES) as [Feature, ...Feature[]];

type Reads = Pick<NetworkSpec, "inputs" | "window">;

/** Inputs of the network: its channels, or with a window the features of all of them. */
export const featureCount = ({ inputs, window }: Reads): number =>
  inputs.length *
  (window
    ? window.features.reduce((sum, feature) => sum + FEATURES[feature].count(window.rows), 0)
    : 1);

/** What the network's inputs are called: channel by channel, in it the features as listed, raw rows in time order. */
export function inputNames({ inputs, window }: Reads): string[] {
  if (!window) return inputs.map(({ name }) => name);
  const namesOf = (feature: Feature) =>
    feature === "raw" ? Array.from({ length: window.rows }, (_, row) => `raw ${row}`) : [feature];
  return inputs.flatMap(({ name }) =>
    window.features.flatMap(namesOf).map((feature) => `${name} ${feature}`),
  );
}
