import { shown } from "../errors.js";

/** A piece of an expression; `at` counts characters from 1. */
export interface Token {
  readonly type: "number" | "name" | "string" | "operator" | "end";
  /** as it was written; of a string what stands between its quotes */
  readonly text: string;
  readonly at: number;
}

/** Called with what is wrong, such as "Digit expected (char 3)". */
export type SyntaxProblem = (problem: string) => never;

/** Blanks, and remarks to the end of the line. */
const SKIPPED = /(?:[ \t\u00a0]|#[^\n]*)+/y;
/** 0x1f, 0b101, 0o17; or decimal, where the dot of .* ./ .^ belongs to the operator. */
const NUMBER = /0[box][\p{L}\p{N}_$]*|(?:\d+(?:\.(?![*/^]))?\d*|\.\d+)(?:[eE][+-]?\d+)?/uy;
/** The start of an exponent that does not go on as one: "2e-w" is neither 2·e − w nor a number. */
const TORN_EXPONENT = /[eE](?:[+-]|(?=\.(?![*/^])))/y;
const NAME = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const STRING = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/sy;
/** All that mean something in languages of formulas: what is not allowed is refused by its name. */
const OPERATOR = />>>|[=!<>]=|<<|>>|\.[*/^]|\^\||\?\?|\?\.(?!\d)|[-+*/%^~!&|=:?<>.,;'()[\]{}\n]/y;

/** The tokens of an expression and one of type "end" after them. Newlines count outside of brackets only. */
export function tokensOf(expression: string, wrong: SyntaxProblem): Token[] {
  const tokens: Token[] = [];
  let [index, depth] = [0, 0];
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = index;
    return pattern.exec(expression)?.[0];
  };
  while (true) {
    index += match(SKIPPED)?.length ?? 0;
    const at = index + 1;
    if (index === expression.length) return [...tokens, { type: "end", text: "", at }];
    const before = tokens.at(-1);
    const [type, text] = nextToken(match, endsValue(before));
    if (text === undefined) return wrong(describeUnknown(expression, index));
    index += text.length;
    if (type === "number") {
      const torn = match(TORN_EXPONENT);
      if (torn) wrong(`Digit expected (char ${index + torn.length + 1})`);
      if (Number.isNaN(Number(text))) wrong(`Unreadable number ${shown(text)} (char ${at})`);
    }
    if (type === "operator" && "([{".includes(text)) depth++;
    if (type === "operator" && ")]}".includes(text)) depth--;
    if (text === "\n" && (depth > 0 || !endsStatement(before))) continue;
    tokens.push({ type, text: type === "string" ? text.slice(1, -1) : text, at });
  }
}

type Match = (pattern: RegExp) => string | undefined;

/** A quote after a value is the operator of transposition. */
function nextToken(match: Match, afterValue: boolean): [Token["type"], string | undefined] {
  const number = match(NUMBER);
  if (number) return ["number", number];
  const name = match(NAME);
  if (name) return ["name", name];
  const string = afterValue ? undefined : match(STRING);
  if (string) return ["string", string];
  const operator = match(OPERATOR);
  return ["operator", operator === "'" && !afterValue ? undefined : operator];
}

function describeUnknown(expression: string, index: number): string {
  const character = String.fromCodePoint(expression.codePointAt(index)!);
  return /["']/.test(character)
    ? `End of string ${character} expected (char ${expression.length + 1})`
    : `Unexpected character ${shown(character)} (char ${index + 1})`;
}

/** Whether a newline after this token ends a statement; after an operator the formula goes on. */
const endsStatement = (token: Token | undefined) =>
  token === undefined || endsValue(token) || token.text === ";" || token.text === "\n";

const endsValue = (token: Token | undefined) =>
  token !== undefined &&
  (token.type !== "operator" || [")", "]", "}", "!", "'"].includes(token.text));
