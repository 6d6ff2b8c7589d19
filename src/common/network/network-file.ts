import { shown, UserError } from "../errors.js";
import { z } from "../zod.js";

/** The largest network that one file may describe. The planner's limit of one Wasm page (64 KiB) holds besides. */
export const LIMITS = {
  /** characters of the network file */
  fileCharacters: 1_000_000,
  /** bytes of a network file, of a checkpoint file and of a Wasm module, above what any can have */
  fileBytes: 4_000_000,
  checkpointBytes: 1_000_000,
  moduleBytes: 1_000_000,
  inputs: 256,
  layers: 8,
  units: 256,
  /** observations in a batch */
  batch: 1024,
  learningRate: 1000,
  positiveWeight: 10_000,
  /** bytes of linear memory: one Wasm page */
  memoryBytes: 65_536,
} as const;

/**
 * How a column is called, wherever names are compared: without white space around it, of which a no-break space and a byte
 * order mark are kinds, and with each accented letter in its one composed form (NFC), however a keyboard or a program
 * writes it. The names of a checked network file are of this form.
 */
export const columnName = (text: string): string => text.trim().normalize("NFC");

const ACTIVATIONS = ["tanh", "sigmoid", "identity"] as const;
const FLOAT32_MAX = 3.4028234663852886e38;
/** The least positive number that a network file may hold; its inverse is finite in float32. */
const LEAST = 1e-37;

const whole = (from: number, to: number, describe: string) => {
  const error = `a whole number from ${from} to ${to}`;
  return z
    .int({ error })
    .check(z.minimum(from, { error }), z.maximum(to, { error }), z.describe(describe));
};
const real = (describe: string) => {
  const error = "a finite number that fits in float32";
  return z
    .number({ error })
    .check(
      z.minimum(-FLOAT32_MAX, { error }),
      z.maximum(FLOAT32_MAX, { error }),
      z.describe(describe),
    );
};
const positive = (to: number, describe: string) => {
  const error = `a number from ${LEAST} to ${to}`;
  return z
    .number({ error })
    .check(z.minimum(LEAST, { error }), z.maximum(to, { error }), z.describe(describe));
};
const oneOf = <const T extends readonly [string, ...string[]]>(values: T, describe: string) =>
  z
    .enum(values, { error: `one of ${values.map((v) => JSON.stringify(v)).join(", ")}` })
    .check(z.describe(describe));
const name = (describe: string) => {
  const error =
    "a name of 1 to 64 characters without line breaks, not beginning or ending with a space";
  return z
    .string({ error })
    .check(
      z.normalize("NFC"),
      z.regex(/^(?!\s)[^\p{Cc}\u2028\u2029]{1,64}(?<!\s)$/u, { error }),
      z.describe(describe),
    );
};

const channel = z
  .strictObject(
    {
      name: name("Column of the data that this input reads."),
      unit: z.optional(name('Unit of the readings, for people: "°C", "%".')),
      mean: z.optional(real("Subtracted from each reading; fitted by `train` when left out.")),
      deviation: z.optional(
        positive(FLOAT32_MAX, "Divides each reading; fitted by `train` when left out."),
      ),
    },
    { error: 'an object with "name" and, if you like, "unit", "mean", "deviation"' },
  )
  .check(z.describe("One input channel."));

const layer = z
  .strictObject(
    {
      units: whole(1, LIMITS.units, "Number of units of the layer."),
      activation: oneOf(ACTIVATIONS, "The activation of the layer's units."),
    },
    { error: 'an object with "units" and "activation"' },
  )
  .check(z.describe("One dense layer."));

const listOf = <T extends z.ZodMiniType>(item: T, most: number, what: string, describe: string) => {
  const error = `a list of 1 to ${most} ${what}`;
  return z
    .array(item, { error })
    .check(z.minLength(1, { error }), z.maxLength(most, { error }), z.describe(describe));
};

const schema = z
  .strictObject(
    {
      $schema: z.optional(z.string({ error: "the address of the JSON Schema, a text" })),
      name: z._default(name("What the network is called in reports."), "network"),
      inputs: listOf(channel, LIMITS.inputs, "input channels", "The input channels, in order."),
      outputs: listOf(
        name("Column of the data that holds this label, 0 or 1."),
        LIMITS.units,
        "names of label columns",
        "One name for each unit of the last layer.",
      ),
      layers: listOf(layer, LIMITS.layers, "layers", "The layers from the inputs to the output."),
      loss: z._default(
        oneOf(
          ["binary-cross-entropy"],
          "The negative log-likelihood of the labels, computed from the logits.",
        ),
        "binary-cross-entropy",
      ),
      positiveWeight: z._default(
        positive(
          LIMITS.positiveWeight,
          "How many times an observation with label 1 counts, for classes of unequal size.",
        ),
        1,
      ),
      optimizer: z
        ._default(
          z.strictObject(
            {
              type: z._default(oneOf(["sgd"], "Gradient descent on batches."), "sgd"),
              learningRate: z._default(positive(LIMITS.learningRate, "The step's factor α."), 0.05),
            },
            { error: 'an object with "type" and "learningRate"' },
          ),
          { type: "sgd", learningRate: 0.05 },
        )
        .check(z.describe("How the weights follow the gradient.")),
      reduction: z._default(
        oneOf(["sum", "mean"], "Whether gradients and loss are summed or averaged over the batch."),
        "sum",
      ),
      batch: z._default(whole(1, LIMITS.batch, "Observations of a full batch."), 16),
      normalizer: z._default(
        oneOf(
          ["standard", "none"],
          "standard: (reading − mean) / deviation for each channel; none: readings go in as they are.",
        ),
        "standard",
      ),
      seed: z._default(
        whole(0, 0xffffffff, "Seed of the initial weights and of the shuffling."),
        1,
      ),
      plan: z._default(
        oneOf(
          ["auto", "fast", "small"],
          "How memory is planned: fast works on the whole batch, small on one observation at a time; auto takes fast where it fits.",
        ),
        "auto",
      ),
    },
    { error: 'an object with at least "inputs", "outputs" and "layers"' },
  )
  .check(z.describe("A perceptino network: what it reads, its layers and how it learns."));

/** A checked network file: all defaults filled in, all limits kept. Spelt out, so that its type needs no library. */
export interface NetworkSpec {
  /** the address of the JSON Schema, for editors */
  $schema?: string | undefined;
  name: string;
  inputs: Channel[];
  /** one name for each unit of the last layer */
  outputs: string[];
  layers: Layer[];
  loss: "binary-cross-entropy";
  /** how many times an observation with label 1 counts */
  positiveWeight: number;
  optimizer: { type: "sgd"; learningRate: number };
  /** of gradients and loss over the batch */
  reduction: "sum" | "mean";
  /** observations of a full batch */
  batch: number;
  normalizer: "standard" | "none";
  /** 32 bits */
  seed: number;
  plan: "auto" | "fast" | "small";
}
export type Activation = (typeof ACTIVATIONS)[number];
/** An input; mean and deviation are fitted by `train` when they are left out. */
export interface Channel {
  name: string;
  unit?: string | undefined;
  mean?: number | undefined;
  deviation?: number | undefined;
}
export interface Layer {
  units: number;
  activation: Activation;
}

/** The published JSON Schema (draft 2020-12) of the network file. */
export function networkJsonSchema(): Record<string, unknown> {
  return { title: "perceptino network", ...z.toJSONSchema(schema, { io: "input" }) };
}

/**
 * Reads a network file.
 * @param text the file's JSON
 * @param source what to call the file in an error
 * @throws UserError naming the place, what was got and what is allowed
 */
export function parseNetwork(text: string, source = "network file"): NetworkSpec {
  if (text.length > LIMITS.fileCharacters) {
    throw new UserError(
      `${source}: got ${text.length} characters, expected at most ${LIMITS.fileCharacters}; is this a network file?`,
    );
  }
  return checkNetwork(parseJson(text, source), source);
}

/** Checks a network given as a plain value instead of a file. Throws as {@link parseNetwork} does. */
export function checkNetwork(value: unknown, source = "network"): NetworkSpec {
  const result = schema.safeParse(value);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    const more = new Set(result.error.issues.map(({ path }) => path.join("."))).size - 1;
    const tail = more > 0 ? ` (and ${more} more place${more > 1 ? "s" : ""})` : "";
    throw new UserError(`${source}: ${describeIssue(issue, value)}${tail}`);
  }
  checkWhole(result.data, source);
  return result.data;
}

/** What no single field can tell: how the fields fit together. */
function checkWhole(spec: NetworkSpec, source: string): void {
  const last = spec.layers.at(-1)!;
  const at = `layers[${spec.layers.length - 1}]`;
  if (last.activation !== "sigmoid") {
    throw new UserError(
      `${source}: ${at}.activation: got ${shown(last.activation)}, expected "sigmoid" in the last layer, which the loss "binary-cross-entropy" needs`,
    );
  }
  if (last.units !== spec.outputs.length) {
    throw new UserError(
      `${source}: ${at}.units: got ${last.units}, expected ${spec.outputs.length}, one unit for each name in outputs`,
    );
  }
  const seen = new Map<string, string>();
  const columns = [
    ...spec.inputs.map((input, i) => [`inputs[${i}].name`, input.name] as const),
    ...spec.outputs.map((output, i) => [`outputs[${i}]`, output] as const),
  ];
  for (const [place, column] of columns) {
    const first = seen.get(column);
    if (first !== undefined) {
      throw new UserError(
        `${source}: ${place}: got ${shown(column)} again, expected a name that ${first} does not have already`,
      );
    }
    seen.set(column, place);
  }
}

function describeIssue(issue: z.core.$ZodIssue, root: unknown): string {
  const place = issue.path.reduce<string>(
    (path, key) =>
      typeof key === "number" ? `${path}[${key}]` : path ? `${path}.${String(key)}` : String(key),
    "",
  );
  const got = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    root,
  );
  if (issue.code === "unrecognized_keys") {
    return `${place ? `${place}: ` : ""}got the unknown field ${shown(issue.keys[0])}, expected ${fieldsAt(issue.path)}`;
  }
  const shownGot = Array.isArray(got) ? `a list of ${got.length}` : shown(got);
  return `${place || "the whole file"}: got ${shownGot}, expected ${issue.message}`;
}

function fieldsAt(path: readonly PropertyKey[]): string {
  const fields = { inputs: channel, layers: layer }[String(path[0])]?.shape;
  if (fields) return `only ${Object.keys(fields).join(", ")}`;
  return path[0] === "optimizer"
    ? "only type, learningRate"
    : `only ${Object.keys(schema.shape).join(", ")}`;
}

function parseJson(text: string, source: string): unknown {
  const json = text.replace(/^\uFEFF/, "");
  const reason = whyNotJson(json);
  if (reason === undefined) return JSON.parse(json);
  const lines = json.slice(0, stoppedAt(json, reason)).split("\n");
  const where = `line ${lines.length}, column ${lines.at(-1)!.length + 1}`;
  throw new UserError(
    `${source}: ${where}: got text that is not JSON (${reason.replace(/\s+/g, " ").slice(0, 120)}), expected a JSON object; numbers are written like 0.05, without NaN or Infinity`,
  );
}

function whyNotJson(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The character at which JSON.parse stopped: V8 tells the position of most errors, but not that of an unexpected token. */
function stoppedAt(text: string, reason: string): number {
  const position = / JSON at position (\d+)(?: \(line \d+ column \d+\))?$/.exec(reason);
  if (position) return Number(position[1]);
  const token = "Unexpected token";
  if (!reason.startsWith(token)) return text.length;
  // A beginning that reaches beyond the token fails because of it, a shorter one only because it ends.
  let before = 0;
  let beyond = text.length;
  while (beyond - before > 1) {
    const middle = (before + beyond) >> 1;
    if (whyNotJson(text.slice(0, middle))?.startsWith(token)) beyond = middle;
    else before = middle;
  }
  return before;
}
