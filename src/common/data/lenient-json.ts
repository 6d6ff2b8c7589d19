/** A text in quotation marks, or a word that programs write where a number is none: nan, NaN, inf, -Infinity. */
const TEXT_OR_WORD = /"(?:[^"\\]|\\.)*"|[+-]?\b(?:nan|inf(?:inity)?|na)\b/gi;

/**
 * The value of a JSON text, in which NaN and infinity may stand as sensors write them; they become texts.
 * @returns undefined when it is no JSON
 */
export function lenientJson(text: string): unknown {
  return parsed(text) ?? parsed(text.replace(TEXT_OR_WORD, quotedWord));
}

const quotedWord = (found: string): string => (found.startsWith('"') ? found : `"${found}"`);

/** Of null, which is no rows, there is no way to tell it from a fault: neither is read. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
