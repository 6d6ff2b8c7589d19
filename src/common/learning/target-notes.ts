import { shown } from "../errors.js";
import { type NetworkSpec, outputNames } from "../network/network-spec.js";
import { count } from "../text.js";
import { column } from "./rows.js";

/** Names that a note lists. */
const MOST_NAMED = 5;

/**
 * What is worth a word about targets, which nothing else would tell: an output or a class of which there is only one kind.
 * @param targets (rows, targets)
 * @param part what the rows are for: "training" or "validation"
 */
export function targetNotes(
  spec: Pick<NetworkSpec, "task" | "outputs">,
  targets: Float32Array,
  part: "training" | "validation",
): string[] {
  if (targets.length === 0) return [];
  const names = outputNames(spec);
  if (spec.task === "classes") return classNotes(names, targets, part);
  return names.flatMap((name, j) => {
    const own = column(targets, names.length, j);
    const first = own[0]!;
    if (own.some((value) => value !== first)) return [];
    const what = spec.task === "yes-no" ? "label" : "value";
    const why = {
      training: "there is nothing to learn of it",
      validation:
        spec.task === "yes-no"
          ? `they cannot tell how well ${first === 1 ? "a 0" : "a 1"} is found`
          : "they cannot tell how well it is predicted",
    };
    return [
      `${shown(name)} has only the ${what} ${first} in all ${count(own.length)} ${part} readings: ${why[part]}`,
    ];
  });
}

/**
 * A word about outputs that say the same to every reading although their targets differ, which scores alone hide well.
 * @param predictions (rows, outputs)
 * @param targets (rows, targets)
 */
export function predictionNotes(
  spec: Pick<NetworkSpec, "task" | "outputs">,
  predictions: Float32Array,
  targets: Float32Array,
): string[] {
  const names = outputNames(spec);
  const isOneValue = (values: Float32Array) => values.every((value) => value === values[0]);
  const alike = names.filter((_, j) => {
    const known = spec.task === "classes" ? targets : column(targets, names.length, j);
    return isOneValue(column(predictions, names.length, j)) && !isOneValue(known);
  });
  if (alike.length === 0 || predictions.length === names.length) return [];
  const some = alike.slice(0, MOST_NAMED).map(shown).join(", ");
  return [
    `all predictions of ${some} are the same, whatever is read: units are saturated or the learning rate is too large; try the normalizer "standard", or a lower learning rate`,
  ];
}

function classNotes(names: readonly string[], labels: Float32Array, part: string): string[] {
  const there = new Set(labels);
  const missing = names.filter((_, i) => !there.has(i));
  if (missing.length === 0) return [];
  if (there.size === 1) {
    const only = shown(names[labels[0]!]);
    return [`only the class ${only} occurs in all ${count(labels.length)} ${part} readings`];
  }
  const some = missing.slice(0, MOST_NAMED).map(shown).join(", ");
  const more = missing.length > MOST_NAMED ? ` and ${count(missing.length - MOST_NAMED)} more` : "";
  return [
    `no ${part} reading is of the ${missing.length > 1 ? "classes" : "class"} ${some}${more}`,
  ];
}
