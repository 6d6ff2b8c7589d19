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

const LOCALS = [ONE, ONE, FOUR, FOUR].map(({ type }) => type);

/** makeFeatures(): each channel's features, as listed, side by side. */
export function makeFeatures(build: Builder, spec: NetworkSpec, window: Window): Routine {
  const channels = spec.inputs.length;
  const row = int(4 * channels);
  const perChannel = featureCount({ inputs: [spec.inputs[0]!], window });
  const statements: Statement[] = [];
  for (let channel = 0, count = 0; channel < channels; channel += count) {
    const width = build.lanes && channels - channel > 1 ? FOUR : ONE;
    count = Math.min(width.most, channels - channel);
    const x = int(build.address("window").value + 4 * channel);
    const out = build.address("input").value + 4 * channel * perChannel;
    statements.push(...ofChannels(build, width, window, [x, int(window.rows), row], out, count));
  }
  return { ...routine("makeFeatures", [], statements), locals: LOCALS };
}

/**
 * The features of `count` channels that lie side by side.
 * @param rows what each kernel takes first: the first channel's address, how many rows, and bytes from one to the next
 * @param out the address of the first channel's features; one channel's lie behind the other's
 */
function ofChannels(
  { call }: Builder,
  { type, locals, suffix }: Width,
  { features, rows: length }: Window,
  rows: readonly Expression[],
  out: number,
  count: number,
): Statement[] {
  const sizes = features.map((feature) => FEATURES[feature].count(length));
  const step = int(4 * sizes.reduce((sum, size) => sum + size, 0));
  const [mean, value] = [local(type, locals[0]), local(type, locals[1])];
  const several = type === "v128" ? [step, int(count)] : [];
  const store = (pointer: Expression, what: Expression): Statement =>
    type === "v128"
      ? call("storeColumn", [pointer, step, what, int(count)])
      : { kind: "store", pointer, offset: 0, value: what };
  const usesMean = features.some((feature) => feature === "mean" || FEATURES[feature].ofMean);
  let end = out;
  return [
    ...(usesMean ? [call(`featureMean${suffix}`, rows, locals[0])] : []),
    ...features.flatMap((feature, i): Statement[] => {
      const at = int(end);
      end += 4 * sizes[i]!;
      const { kernel, ofMean } = FEATURES[feature];
      const name = `${kernel}${suffix}`;
      if (feature === "mean") return [store(at, mean)];
      if (feature === "raw") return [call(name, [...rows, at, ...several])];
      return [call(name, [...rows, ...(ofMean ? [mean] : [])], locals[1]), store(at, value)];
    }),
  ];
}
