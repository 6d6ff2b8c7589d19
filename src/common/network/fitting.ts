import { shown } from "../errors.js";
import { quoted } from "../text.js";
import { HIDDEN_ACTIVATIONS } from "./activations.js";
import { DEFAULTS } from "./defaults.js";
import { featureCount } from "./features.js";
import type { NetworkForm } from "./network-schema.js";
import { LIMITS, type NetworkSpec } from "./network-spec.js";
import { TASK_NAMES, TASKS, type Task, targetColumns } from "./tasks.js";

/** Throws the UserError for what stands at a place of the file. */
export type Refuse = (place: string, got: string, expected: string) => never;

/** Which types have a field that not all have. */
type Owners = Readonly<Record<string, readonly string[]>>;
const ACTIVATION_FIELDS: Owners = { slope: ["leaky-relu"] };
const OUTPUT_FIELDS: Owners = {
  no: ["yes-no"],
  yes: ["yes-no"],
  written: ["classes"],
  unit: ["numbers"],
  mean: ["numbers"],
  deviation: ["numbers"],
};
const TASK_FIELDS: Owners = { label: ["classes"], classWeights: ["yes-no", "classes"] };
const OPTIMIZER_FIELDS: Owners = {
  momentum: ["momentum"],
  nesterov: ["momentum"],
  beta1: ["adam"],
  beta2: ["adam"],
  epsilon: ["adam"],
};
const SCHEDULE_FIELDS: Owners = { steps: ["inverse-time", "cosine"], to: ["cosine"] };
const NORMALIZER_FIELDS: Owners = {
  clip: ["standard", "adaptive"],
  memory: ["adaptive"],
  warmUp: ["adaptive"],
};

/** Refuses a file whose fields do not fit together, which no single one can tell. */
export function checkForm(form: NetworkForm, task: Task, refuse: Refuse): void {
  checkTask(form, task, refuse);
  checkLayers(form, task, refuse);
  checkClassWeights(form, task, refuse);
  checkOptimizer(form, refuse);
  checkNormalizer(form, refuse);
  checkChannels(form, refuse);
}

/** What the whole network tells. */
export function checkSpec(spec: NetworkSpec, refuse: Refuse): void {
  checkUnits(spec, refuse);
  checkWindow(spec, refuse);
  checkNames(spec, refuse);
}

/** Refuses the first field that a thing of this type does not have. */
function checkFields(
  place: string,
  fields: object,
  type: string,
  owners: Owners,
  refuse: Refuse,
): void {
  for (const [field, types] of Object.entries(owners)) {
    const value = (fields as Record<string, unknown>)[field];
    if (value === undefined || types.includes(type)) continue;
    refuse(
      place === "" ? field : `${place}.${field}`,
      got(value),
      `no such field with "${type}"; ${quoted(types)} ${types.length > 1 ? "have" : "has"} it`,
    );
  }
}

const got = (value: unknown): string =>
  Array.isArray(value) ? `a list of ${value.length}` : shown(value);

function checkTask(form: NetworkForm, task: Task, refuse: Refuse): void {
  const { loss } = TASKS[task];
  if (form.loss !== undefined && form.loss !== loss) {
    refuse("loss", shown(form.loss), `"${loss}", which the task "${task}" needs, or nothing`);
  }
  checkFields("", form, task, TASK_FIELDS, refuse);
  for (const [i, output] of form.outputs.entries()) {
    checkFields(`outputs[${i}]`, output, task, OUTPUT_FIELDS, refuse);
    checkWritten(`outputs[${i}]`, output, refuse);
  }
  checkClassTexts(form, refuse);
  if (task === "classes" && form.outputs.length < 2) {
    refuse("outputs", "a list of 1", 'at least 2 classes; a single yes or no is the task "yes-no"');
  }
}

/** What stands for no and yes is stated together, and differs. */
function checkWritten(
  place: string,
  { no, yes }: NetworkForm["outputs"][number],
  refuse: Refuse,
): void {
  if ((no === undefined) !== (yes === undefined)) {
    const missing = no === undefined ? "no" : "yes";
    refuse(`${place}.${missing}`, "nothing", 'a text, as "no" and "yes" are stated together');
  }
  if (no !== undefined && no === yes) refuse(`${place}.yes`, shown(yes), 'another text than "no"');
}

/** No text of the data means two classes. */
function checkClassTexts({ outputs }: NetworkForm, refuse: Refuse): void {
  if (!outputs.some(({ written }) => written !== undefined)) return;
  const owner = new Map(outputs.map(({ name }, i) => [name, i]));
  for (const [i, { written }] of outputs.entries()) {
    if (written === undefined) continue;
    const other = owner.get(written);
    if (other !== undefined && other !== i) {
      const expected = `a text that does not mean outputs[${other}] already`;
      refuse(`outputs[${i}].written`, shown(written), expected);
    }
    owner.set(written, i);
  }
}

function checkLayers({ layers, ...form }: NetworkForm, task: Task, refuse: Refuse): void {
  const needed = TASKS[task].activation;
  for (const [i, { activation, ...layer }] of layers.entries()) {
    const place = `layers[${i}]`;
    if (i < layers.length - 1) {
      if (!HIDDEN_ACTIVATIONS.some((hidden) => hidden === activation)) {
        const expected = `one of ${quoted(HIDDEN_ACTIVATIONS)} in a layer that is not the last`;
        refuse(`${place}.activation`, shown(activation), expected);
      }
    } else if (activation !== undefined && activation !== needed) {
      const stated = form.task !== undefined || form.loss !== undefined;
      const others = TASK_NAMES.filter((name) => name !== task).map(
        (name) => `"${TASKS[name].activation}" is for the task "${name}"`,
      );
      refuse(
        `${place}.activation`,
        shown(activation),
        `"${needed}" in the last layer, which the task "${task}" needs, or nothing${stated ? "" : `; ${others.join(", ")}`}`,
      );
    }
    checkFields(place, layer, activation ?? needed, ACTIVATION_FIELDS, refuse);
  }
  if (form.trainLayers !== undefined && form.trainLayers > layers.length) {
    const expected = `at most ${layers.length}, the number of layers`;
    refuse("trainLayers", `${form.trainLayers}`, expected);
  }
}

function checkClassWeights(form: NetworkForm, task: Task, refuse: Refuse): void {
  const { classWeights, positiveWeight, outputs } = form;
  if (positiveWeight !== 1 && task !== "yes-no") {
    const advice = task === "classes" ? '; "classWeights" is for "classes"' : "";
    refuse("positiveWeight", `${positiveWeight}`, `nothing or 1 with "${task}"${advice}`);
  }
  if (classWeights === undefined) return;
  if (task === "yes-no" && Array.isArray(classWeights)) {
    const expected = '"balanced" with the task "yes-no", or "positiveWeight" in its place';
    refuse("classWeights", got(classWeights), expected);
  }
  if (positiveWeight !== 1) {
    const expected = `only one of "classWeights" and "positiveWeight", which is ${positiveWeight}`;
    refuse("classWeights", got(classWeights), expected);
  }
  if (Array.isArray(classWeights) && classWeights.length !== outputs.length) {
    const expected = `a list of ${outputs.length}, one weight for each class in outputs`;
    refuse("classWeights", got(classWeights), expected);
  }
}

function checkOptimizer({ optimizer }: NetworkForm, refuse: Refuse): void {
  checkFields("optimizer", optimizer, optimizer.type, OPTIMIZER_FIELDS, refuse);
  const { type, steps, to } = optimizer.schedule;
  checkFields("optimizer.schedule", { steps, to }, type, SCHEDULE_FIELDS, refuse);
  if (type !== "constant" && steps === undefined) {
    const expected = `a whole number from 1 to ${LIMITS.steps} with "${type}"`;
    refuse("optimizer.schedule.steps", "nothing", expected);
  }
}

function checkNormalizer({ normalizer }: NetworkForm, refuse: Refuse): void {
  const { type, warmUp, memory = DEFAULTS.memory } = normalizer;
  checkFields("normalizer", normalizer, type, NORMALIZER_FIELDS, refuse);
  if (warmUp !== undefined && warmUp > memory) {
    refuse("normalizer.warmUp", `${warmUp}`, `at most ${memory}, the normalizer's memory`);
  }
}

/** A channel's own moments are those of readings that go into the network one by one, as "standard" has them. */
function checkChannels({ inputs, window, normalizer }: NetworkForm, refuse: Refuse): void {
  const why = window
    ? 'with a "window", whose features have moments of their own'
    : normalizer.type === "adaptive"
      ? 'with the normalizer "adaptive", which finds it by itself'
      : undefined;
  if (why === undefined) return;
  for (const [i, { mean, deviation }] of inputs.entries()) {
    if (mean !== undefined) refuse(`inputs[${i}].mean`, `${mean}`, `no such field ${why}`);
    if (deviation !== undefined) {
      refuse(`inputs[${i}].deviation`, `${deviation}`, `no such field ${why}`);
    }
  }
}

function checkUnits({ layers, outputs, task }: NetworkSpec, refuse: Refuse): void {
  const { units } = layers.at(-1)!;
  if (units === outputs.length) return;
  const expected = `${outputs.length}, one unit for each ${task === "classes" ? "class" : "name"} in outputs`;
  refuse(`layers[${layers.length - 1}].units`, `${units}`, expected);
}

function checkWindow(spec: NetworkSpec, refuse: Refuse): void {
  if (!spec.window) return;
  const { rows, features } = spec.window;
  const channels = spec.inputs.length;
  for (const [i, feature] of features.entries()) {
    const first = features.indexOf(feature);
    if (first === i) continue;
    const expected = `a feature that window.features[${first}] is not already`;
    refuse(`window.features[${i}]`, `${shown(feature)} again`, expected);
  }
  const most = Math.floor(LIMITS.memoryBytes / (4 * channels));
  if (rows > most) {
    const expected = `at most ${most} with ${channels} inputs: a window takes 4 bytes for each reading of each input, and all memory is ${LIMITS.memoryBytes}`;
    refuse("window.rows", `${rows}`, expected);
  }
  const count = featureCount(spec);
  if (count > LIMITS.features) {
    const expected = `at most ${LIMITS.features}: one for each input and feature, and for each row with "raw"`;
    refuse("window.features", `${count} features in all`, expected);
  }
}

/** Two columns of the data, or two classes, of the same name could not be told apart. */
function checkNames(spec: NetworkSpec, refuse: Refuse): void {
  const { inputs, window, outputs, task } = spec;
  const targetPlace = (i: number) => (task === "classes" ? "label" : `outputs[${i}]`);
  expectDifferent(
    [
      ...inputs.map(({ name }, i) => [`inputs[${i}]`, name] as const),
      ...targetColumns(spec).map((name, i) => [targetPlace(i), name] as const),
      ...(window?.recording === undefined ? [] : [["window.recording", window.recording] as const]),
    ],
    refuse,
  );
  if (task === "classes") {
    expectDifferent(
      outputs.map(({ name }, i) => [`outputs[${i}]`, name] as const),
      refuse,
    );
  }
}

function expectDifferent(
  names: readonly (readonly [place: string, name: string])[],
  refuse: Refuse,
): void {
  const places = new Map<string, string>();
  for (const [place, name] of names) {
    const first = places.get(name);
    if (first !== undefined) {
      refuse(place, `${shown(name)} again`, `a name that ${first} does not have already`);
    }
    places.set(name, place);
  }
}
