import { isDecimal } from "../data/decimal.js";
import { shown } from "../errors.js";
import { columnName } from "../network/network-spec.js";
import { quoted } from "../text.js";
import type { Field } from "./data-columns.js";
import { isLabel } from "./labels.js";

const A_LABEL = "the label 0 or 1";
const WORDS: Readonly<Record<string, 0 | 1>> = { false: 0, true: 1, no: 0, yes: 1 };

/**
 * A column that says yes or no: as the network file states it, or with 0 and 1, with false and true or with no and yes, which
 * mean one thing only.
 * @param written what stands for no and for yes
 */
export function labelField(column: string, written: readonly string[] | undefined): Field {
  const name = columnName(column);
  return written ? statedField(name, written) : plainField(name);
}

function plainField(name: string): Field {
  const words = new Set<string>();
  const read: Field["read"] = (value, values, refuse) => {
    const word = typeof value === "boolean" ? String(value) : value;
    const text = typeof word === "string" ? word.trim() : undefined;
    const meant = text === undefined ? undefined : WORDS[text.toLowerCase()];
    if (meant !== undefined && Object.hasOwn(WORDS, text!.toLowerCase())) {
      words.add(text!.toLowerCase());
      return meant;
    }
    const refuseLabel = (problem: string) => refuse(problem + hintFor(name, text ?? value));
    const label = values.number(value, A_LABEL, refuseLabel);
    if (isLabel(label)) return Math.abs(label); // −0 is the label 0
    return refuseLabel(`got ${shown(text ?? value)}, expected ${A_LABEL}`);
  };
  const told = () => {
    const of = words.has("no") || words.has("yes") ? "no and yes" : "false and true";
    return words.size > 0 ? `${name}: ${of} are 0 and 1` : undefined;
  };
  return { name, expected: A_LABEL, read, told };
}

/** How to say what a label means, or what task it is for. */
function hintFor(name: string, got: unknown): string {
  if (got === "" || got === undefined || got === null) return "";
  const example = `{ "name": ${JSON.stringify(name)}, "no": "…", "yes": "…" }`;
  const task = typeof got === "number" || isDecimal(String(got)) ? "numbers" : "classes";
  const rest = task === "numbers" ? "other numbers" : "more than two texts";
  return `; state what stands for no and yes in the network file, as in ${example}, or let \`init --data\` do so; ${rest} are for the task "${task}"`;
}

/** Where the network file states both; 0 and 1 then still mean no and yes, unless one of both is a number itself. */
function statedField(name: string, written: readonly string[]): Field {
  const numbers = written.some(isDecimal);
  const expected = `${quoted(written).replace(", ", " or ")}, as the network file states${numbers ? "" : ", or 0 or 1"}`;
  const labelOf = (text: string): number => {
    const label = written.indexOf(text);
    if (label >= 0 || !isDecimal(text)) return label;
    const texts = numbers ? written : ["0", "1"];
    return texts.findIndex((each) => isDecimal(each) && Number(each) === Number(text));
  };
  const read: Field["read"] = (value, values, refuse) => {
    const text = values.text(value, expected, refuse);
    const label = labelOf(text);
    return label >= 0 ? label : refuse(`got ${shown(text)}, expected ${expected}`);
  };
  const knows = (value: unknown) => typeof value === "string" && labelOf(columnName(value)) >= 0;
  return { name, expected, read, knows };
}
