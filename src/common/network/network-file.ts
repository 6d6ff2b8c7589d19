import { safeParse } from "valibot";
import { UserError } from "../errors.js";
import { complete, taskIn } from "./complete.js";
import { checkForm, checkSpec, type Refuse } from "./fitting.js";
import { parseJson } from "./json-text.js";
import { describeIssue, isMisspelt, placeOf } from "./network-issues.js";
import { networkObject } from "./network-schema.js";
import { LIMITS, type NetworkSpec } from "./network-spec.js";

export type { Activation, HiddenActivation } from "./activations.js";
export * from "./network-spec.js";

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
  const { success, output: form, issues } = safeParse(networkObject, value);
  if (!success) {
    const more = new Set(issues.map(placeOf)).size - 1;
    // A field that is written wrong is missing under its right name as well.
    const first = issues.find(isMisspelt) ?? issues[0];
    const tail = more > 0 ? ` (and ${more} more place${more > 1 ? "s" : ""})` : "";
    throw new UserError(`${source}: ${describeIssue(first, value)}${tail}`);
  }
  const refuse: Refuse = (place, got, expected) => {
    throw new UserError(`${source}: ${place}: got ${got}, expected ${expected}`);
  };
  const task = taskIn(form);
  checkForm(form, task, refuse);
  const spec = complete(form, task);
  checkSpec(spec, refuse);
  return spec;
}
