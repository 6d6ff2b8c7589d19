import { count, counted } from "../text.js";
import { featureCount } from "./features.js";
import type { Channel, NetworkSpec, Optimizer, Schedule } from "./network-spec.js";

/** Something that a network file says, in a few words. */
export interface NetworkFact {
  readonly label: string;
  readonly value: string;
}

/** What a network reads, is for and learns with, with all defaults: for people. */
export function networkFacts(spec: NetworkSpec): NetworkFact[] {
  return [
    fact("reads", listed(spec.inputs.map(columnText))),
    ...(spec.window ? [fact("window", windowText(spec))] : []),
    fact("normalizer", normalizerText(spec)),
    fact("task", taskText(spec)),
    fact("loss", [spec.loss, ...weightsText(spec)].join(", ")),
    fact("optimizer", optimizerText(spec.optimizer)),
    fact("learns", learnsText(spec)),
  ];
}

const fact = (label: string, value: string): NetworkFact => ({ label, value });

/** Names of a list that people can still read. */
const MOST_LISTED = 12;
const listed = (texts: readonly string[]): string =>
  texts.length <= MOST_LISTED
    ? texts.join(", ")
    : `${texts.slice(0, MOST_LISTED).join(", ")} and ${count(texts.length - MOST_LISTED)} more`;

function columnText({ name, unit, mean, deviation }: Channel): string {
  const known = [
    ...(unit === undefined ? [] : [unit]),
    ...(mean === undefined ? [] : [`mean ${mean}`]),
    ...(deviation === undefined ? [] : [`deviation ${deviation}`]),
  ];
  return known.length === 0 ? name : `${name} (${known.join(", ")})`;
}

function windowText(spec: NetworkSpec): string {
  const { rows, stride, features, recording, rate } = spec.window!;
  const next = stride === 1 ? "reading" : `${count(stride)} readings`;
  const words = [
    `${counted(rows, "reading")}, a new one every ${next}: ${features.join(", ")}`,
    `${counted(featureCount(spec), "input")} of the network`,
    ...(recording === undefined ? [] : [`empty when "${recording}" changes`]),
    ...(rate === undefined ? [] : [`${count(rate)} readings a second`]),
  ];
  return words.join("; ");
}

function normalizerText({ normalizer }: NetworkSpec): string {
  const { type } = normalizer;
  const words = [
    ...(normalizer.type === "adaptive"
      ? [
          `memory of ${counted(normalizer.memory, "observation")}`,
          `${count(normalizer.warmUp)} to warm up`,
        ]
      : []),
    ...(normalizer.type !== "none" && normalizer.clip !== undefined
      ? [`at most ${normalizer.clip} deviations`]
      : []),
  ];
  return [type, ...words].join(", ");
}

function taskText({ task, outputs, label }: NetworkSpec): string {
  const names = listed(outputs.map(columnText));
  return task === "classes" ? `classes of "${label}": ${names}` : `${task}: ${names}`;
}

function weightsText({ positiveWeight, classWeights }: NetworkSpec): string[] {
  if (classWeights === "balanced") return ["classes balanced"];
  if (classWeights) return [`classes count ${listed(classWeights.map(String))} times`];
  return positiveWeight === 1 ? [] : [`label 1 counts ${positiveWeight} times`];
}

function optimizerText(optimizer: Optimizer): string {
  const { type, learningRate, weightDecay, clipNorm, schedule } = optimizer;
  return [
    type,
    `learning rate ${learningRate}${scheduleText(schedule)}`,
    ...ownText(optimizer),
    ...(weightDecay === 0 ? [] : [`weight decay ${weightDecay}`]),
    ...(clipNorm === undefined ? [] : [`gradient of at most ${clipNorm}`]),
  ].join(", ");
}

/** What only this type of optimizer has. */
function ownText(optimizer: Optimizer): string[] {
  switch (optimizer.type) {
    case "sgd":
      return [];
    case "momentum":
      return [`momentum ${optimizer.momentum}${optimizer.nesterov ? " (Nesterov's)" : ""}`];
    case "adam": {
      const { beta1, beta2, epsilon } = optimizer;
      return [`beta1 ${beta1}`, `beta2 ${beta2}`, `epsilon ${epsilon}`];
    }
  }
}

function scheduleText(schedule: Schedule): string {
  switch (schedule.type) {
    case "constant":
      return "";
    case "inverse-time":
      return ` (halved after ${counted(schedule.steps, "step")}, inverse-time)`;
    case "cosine":
      return ` (down to ${schedule.to} of it after ${counted(schedule.steps, "step")}, cosine)`;
  }
}

function learnsText({ layers, trainLayers, batch, reduction, seed }: NetworkSpec): string {
  const which =
    trainLayers === layers.length
      ? "all layers"
      : `the last ${trainLayers === 1 ? "layer" : `${trainLayers} layers`} of ${layers.length}`;
  return `${which}, ${reduction} over batches of ${count(batch)}, seed ${seed}`;
}
