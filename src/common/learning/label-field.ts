import { numberText } from "../data/cells.js";
import { isDecimal } from "../data/decimal.js";
import { YES_NO_WORDS, type YesNo } from "../data/yes-no-words.js";
import { shown } from "../errors.js";
import { columnName } from "../network/network-spec.js";
import { quoted } from "../text.js";
import type { Field } from "./data-columns.js";
import { isLabel } from "./labels.js";

const A_LABEL = "the label 0 or 1";

/**
 * A column that says yes or no: as the network file states it, or with 0 and 1, or with words that mean one thing only, such
 * as no and yes.
 * @param written what stands for no and for yes
 */
export function labelField(column: string, written: readonly string[] | undefined): Field {
  const name = columnName(column);
  return written ? statedField(name, written) : plainField(name);
}

function plainField(name: string): Field {
  const met = new Set<YesNo>();
  const read: Field["read"] = (value, values, refuse) => {
    const text =
      typeof value === "string" || typeof value === "boolean" ? String(value).trim() : undefined;
    const word = text?.toLowerCase();
    const pair = YES_NO_WORDS.find(({ no, yes }) => word === no || word === yes);
    if (pair) {
      met.add(pair);
      return word === pair.yes ? 1 : 0;
    }
    const refuseLabel = (problem: string) => refuse(problem + hintFor(name, text ?? value));
    const label = values.number(value, A_LABEL, refuseLabel);
    if (isLabel(label)) return Math.abs(label); // −0 is the label 0
    return refuseLabel(`got ${shown(text ?? value)}, expected ${A_LABEL}`);
  };
  const told = () => {
    const pairs = [...met].map(({ no, yes }) => `${no} and ${yes}`).join(", ");
    return met.size > 0 ? `${name}: ${pairs} are 0 and 1` : undefined;
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
  const texts = numbers ? written : ["0", "1"];
  const numbered = (text: string): number =>
    texts.findIndex((each) => isDecimal(each) && Number(each) === Number(text));
  const read: Field["read"] = (value, values, refuse) => {
    const text = values.text(value, expected, refuse);
    const label = written.indexOf(text);
    if (label >= 0) return label;
    const number = numberText(text, values);
    const meant = number === undefined ? -1 : numbered(number);
    return meant >= 0 ? meant : refuse(`got ${shown(text)}, expected ${expected}`);
  };
  const knows = (value: unknown) =>
    typeof value === "string" && written.includes(columnName(value));
  return { name, expected, read, knows };
}
