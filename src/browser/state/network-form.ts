import { networkText } from "../../common/design/network-text.js";
import type { HiddenActivation } from "../../common/network/activations.js";
import type { Feature } from "../../common/network/features.js";
import type { Optimizer } from "../../common/network/network-spec.js";

/** A network file as JSON: whatever a person wrote in it. */
type Json = Record<string, unknown>;

/** Changes a network file's text, whose other fields stay as they are. @throws SyntaxError for what is no JSON */
export function changeNetwork(text: string, change: (file: Json) => Json): string {
  const file = JSON.parse(text) as Json;
  return networkText(change(file));
}

export const withField = (field: string, value: unknown) => (file: Json) =>
  value === undefined ? without(file, field) : { ...file, [field]: value };

function without(file: Json, field: string): Json {
  const { [field]: _, ...rest } = file;
  return rest;
}

/** A field of the window, which is there already. */
export const withWindow = (field: string, value: unknown) => (file: Json) => ({
  ...file,
  window: { ...(file.window as Json), [field]: value },
});

/** Other rows of a window, whose stride is never longer. */
export const withRows = (rows: number) => (file: Json) => {
  const window = file.window as Json;
  const stride = typeof window.stride === "number" ? Math.max(1, Math.min(window.stride, rows)) : 0;
  return { ...file, window: { ...window, rows, ...(stride > 0 && { stride }) } };
};

/** With a feature, in the order of all of them, or without it. */
export const withFeature =
  (feature: Feature, on: boolean, order: readonly Feature[]) =>
  (file: Json): Json => {
    const window = file.window as Json;
    const now = window.features as Feature[];
    const features = order.filter((one) => (one === feature ? on : now.includes(one)));
    return { ...file, window: { ...window, features } };
  };

/** A window where there is none: two seconds, by what moves. */
export const withNewWindow =
  (rate: number | undefined, recording: string | undefined) => (file: Json) => {
    const rows = Math.max(8, Math.round(2 * (rate ?? 25)));
    const window = {
      rows,
      stride: Math.max(1, Math.floor(rows / 2)),
      features: ["mean", "deviation", "min", "max", "change"],
      ...(rate !== undefined && { rate }),
      ...(recording !== undefined && { recording }),
    };
    const { name, inputs, ...rest } = file;
    return { name, inputs, window, ...rest };
  };

interface HiddenLayer {
  readonly units: number;
  readonly activation: HiddenActivation;
}

/** All layers but the last, which follows from the outputs. */
export const withHidden = (hidden: readonly HiddenLayer[]) => (file: Json) => ({
  ...file,
  layers: [...hidden, (file.layers as Json[]).at(-1)!],
});

/** Another optimizer, with the rate that suits it. */
export const withOptimizer = (type: Optimizer["type"], learningRate: number) => (file: Json) => ({
  ...file,
  optimizer: { type, learningRate },
});

export const withLearningRate = (learningRate: number) => (file: Json) => {
  const { optimizer } = file;
  const before = typeof optimizer === "string" ? { type: optimizer } : (optimizer as Json);
  return { ...file, optimizer: { ...(before ?? { type: "sgd" }), learningRate } };
};

/** With an input, or without it; what is known of the others stays. */
export const withInput =
  (name: string, on: boolean, order: readonly string[]) =>
  (file: Json): Json => {
    const now = file.inputs as unknown[];
    const nameOf = (input: unknown) => (typeof input === "string" ? input : (input as Json).name);
    const all = on ? [...now, name] : now.filter((input) => nameOf(input) !== name);
    const place = (input: unknown) => order.indexOf(String(nameOf(input)));
    return { ...file, inputs: all.toSorted((a, b) => place(a) - place(b)) };
  };
