import { UserError } from "../../common/errors.js";
import { columnName } from "../../common/network/network-spec.js";
import { counted, printable } from "../../common/text.js";

/** Characters of a name that a person types. */
export const MOST_CHARACTERS = 60;

/**
 * A name as it is kept: without white space around it, and with no character that would steer a terminal or the direction
 * of writing, since names go into files that other programs show.
 * @param what has it: "class"
 * @throws UserError when it is empty, too long or has such a character
 */
export function expectName(what: string, text: string, most = MOST_CHARACTERS): string {
  const name = columnName(text);
  if (name === "") throw new UserError(`${what}: got no name, expected one; type a word`);
  if (name.length > most) {
    throw new UserError(
      `${what}: got a name of ${counted(name.length, "character")}, expected at most ${most}; shorten it`,
    );
  }
  if (printable(name) !== name) {
    throw new UserError(
      `${what}: got a name with a control character (${printable(name).slice(0, most)}), expected letters; type it anew`,
    );
  }
  return name;
}

/** The first of "gesture 3", "gesture 4" and so on that is not there yet. */
export function freeName(start: string, taken: readonly string[]): string {
  let number = taken.length + 1;
  while (taken.includes(`${start} ${number}`)) number++;
  return `${start} ${number}`;
}
