import { FEATURES, featureCount } from "../network/features.js";
import type { NetworkSpec, Window } from "../network/network-spec.js";
import { type Expression, local, type Routine, type Statement } from "./ir/ir.js";
import { type Builder, int, routine } from "./network-builder.js";

/** What features are made with: of one channel at a time, or of up to four. */
interface Width {
  readonly most: number;
  readonly type: "f32" | "v128";
  /** locals of this type, for the mean and for another feature */
  readonly locals: readonly [number, number];
  /** what the kernels' names end in */
  readonly suffix: string;
}
const ONE: Width = { most: 1, type: "f32", locals: [0, 1], suffix: "" };
const FOUR: Width = { most: 4, type: "v128", locals: [2, 3], suffix: "Lanes" };

/** Channels that lie side by side. */
interface Group {
  readonly count: number;
  /** what each kernel takes first: the first channel's address, how many rows, and bytes from one to the next */
  readonly rows: readonly Expression[];
  /** address of the first channel's features; each other's lie `step` bytes behind those of the one before */
  readonly out: number;
  readonly step: number;
}

/** makeFeatures(): each channel's features, as listed, side by side. */
export function makeFeatures(build: Builder, spec: NetworkSpec, window: Window): Routine {
  const channels = spec.inputs.length;
  const [readings, features] = [build.address("window").value, build.address("input").value];
  const step = (4 * featureCount(spec)) / channels;
  const statements: Statement[] = [];
  for (let channel = 0, count = 0; channel < channels; channel += count) {
    const width = build.lanes && channels - channel > 1 ? FOUR : ONE;
    count = Math.min(width.most, channels - channel);
    const rows = [int(readings + 4 * channel), int(window.rows), int(4 * channels)];
    const group = { count, rows, out: features + step * channel, step };
    statements.push(...featuresOf(group, build, width, window));
  }
  const widths = build.lanes ? [ONE, ONE, FOUR, FOUR] : [ONE, ONE];
  const locals = widths.map(({ type }) => type);
  return { ...routine("makeFeatures", [], statements), locals };
}

function featuresOf(
  { count, rows, out, step }: Group,
  { call }: Builder,
  { type, locals, suffix }: Width,
  { features, rows: length }: Window,
): Statement[] {
  const [mean, value] = [local(type, locals[0]), local(type, locals[1])];
  const several = type === "v128" ? [int(step), int(count)] : [];
  const store = (pointer: Expression, what: Expression): Statement =>
    type === "v128"
      ? call("storeColumn", [pointer, int(step), what, int(count)])
      : { kind: "store", pointer, offset: 0, value: what };
  const usesMean = features.some((feature) => feature === "mean" || FEATURES[feature].ofMean);
  let end = out;
  return [
    ...(usesMean ? [call(`featureMean${suffix}`, rows, locals[0])] : []),
    ...features.flatMap((feature): Statement[] => {
      const { kernel, ofMean, count: size } = FEATURES[feature];
      const at = int(end);
      end += 4 * size(length);
      const name = `${kernel}${suffix}`;
      if (feature === "mean") return [store(at, mean)];
      if (feature === "raw") return [call(name, [...rows, at, ...several])];
      return [call(name, [...rows, ...(ofMean ? [mean] : [])], locals[1]), store(at, value)];
    }),
  ];
}
