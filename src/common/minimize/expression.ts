import { shown, UserError } from "../errors.js";
import { FUNCTIONS } from "./dual.js";
import { type Token, tokensOf } from "./tokens.js";

/** A checked formula of real numbers: whatever else was written has been refused. */
export type Expression =
  | { readonly type: "number"; readonly value: number }
  /** `index` is the variable's place among the names */
  | { readonly type: "variable"; readonly index: number }
  | { readonly type: "negation"; readonly operand: Expression }
  | { readonly type: "call"; readonly name: string; readonly argument: Expression }
  | {
      readonly type: "operation";
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    };

export type Operator = "+" | "-" | "*" | "/" | "^";

const MAX_CHARACTERS = 1000;
/** Parentheses within parentheses; each takes some of the stack. */
const MAX_NESTING = 100;
const ALLOWED_OPERATORS = "expected one of + - * / ^";
const ALLOWED_PARTS = "expected numbers, variables, + - * / ^ and functions only";

const CONSTANTS: ReadonlyMap<string, number> = new Map([
  ["pi", Math.PI],
  ["e", Math.E],
]);
const WORD_OPERATORS = ["mod", "to", "in", "and", "or", "xor"];
/** Values that are no finite numbers. */
const OTHER_VALUES = ["true", "false", "null", "undefined", "NaN", "Infinity"];
/** Words that no variable may be called by. */
export const RESERVED: readonly string[] = [
  ...CONSTANTS.keys(),
  ...FUNCTIONS.keys(),
  ...WORD_OPERATORS,
  ...OTHER_VALUES,
  "not",
  "end",
];

/** What binds tighter has more. A product without a sign binds tighter than a division, a sign looser than a power. */
const POWER = {
  anything: 0,
  sum: 1,
  product: 2,
  unsignedProduct: 3,
  fraction: 4,
  sign: 5,
  power: 6,
} as const;

/** What was read, and as what it may go on: "2 x" is a product, "2 3" and "x^2 3" are none. */
interface Operand {
  readonly tree: Expression;
  readonly form: "number" | "signed number" | "factor" | "operation";
}

interface Reader {
  readonly expression: string;
  readonly names: readonly string[];
  readonly tokens: readonly Token[];
  position: number;
}

/**
 * Reads a formula of the variables `names`: numbers (also 0x1f, 0b11, 0o17), + - * / ^, parentheses, products without a
 * sign ("2 x", "3(x + 1)"), pi, e and the functions of one argument. As usual in mathematics −x^2 is −(x^2), 2^3^2 is
 * 2^(3^2) and 1/2x is a half of x, but a/b x is a/(b·x). At most 1,000 characters and parentheses 100 deep.
 * @throws UserError for anything else
 */
export function parseExpression(expression: string, names: readonly string[]): Expression {
  checkText(expression);
  const tokens = tokensOf(expression, (problem) => refuseSyntax(expression, problem));
  if (tokens.length === 1) refuse(expression, "got nothing, expected finite numbers only");
  const reader: Reader = { expression, names, tokens, position: 0 };
  refuseStatements(reader);
  const { tree } = read(reader, POWER.anything);
  const { type, text, at } = here(reader);
  if (type === "operator") refuseSyntax(expression, `Unexpected operator ${text} (char ${at})`);
  if (type !== "end") refuseSyntax(expression, `Unexpected part ${shown(text)} (char ${at})`);
  return tree;
}

/** Constructs whose parts are formulas: refused first, or the refusal would be about one of the parts. */
function refuseStatements({ expression, tokens }: Reader): void {
  let depth = 0;
  for (const [i, { type, text }] of tokens.entries()) {
    if (type !== "operator") continue;
    if ("([{".includes(text)) depth++;
    if (")]}".includes(text)) depth--;
    if (depth !== 0) continue;
    if (text === ";" || text === "\n") refuse(expression, `got a block, ${ALLOWED_PARTS}`);
    if (text === "?") refuse(expression, `got a conditional, ${ALLOWED_PARTS}`);
    if (text === "=") {
      const what = tokens[i - 1]?.text === ")" ? "a function assignment" : "an assignment";
      refuse(expression, `got ${what}, ${ALLOWED_PARTS}`);
    }
  }
}

/** Reads operands and operators as long as they bind tighter than `power`. */
function read(reader: Reader, power: number): Operand {
  let left = readOperand(reader);
  /** what was read last: of a product without a sign its last factor */
  let last = left;
  while (true) {
    const operation = nextOperation(reader, left, last);
    if (!operation || operation.binds <= power) return left;
    if (operation.signed) reader.position++;
    // a power's exponent goes on through signs and further powers: 2^-3^2
    const right = read(reader, operation.operator === "^" ? POWER.sign : operation.binds);
    const { operator } = operation;
    left = {
      tree: { type: "operation", operator, left: left.tree, right: right.tree },
      form: "operation",
    };
    last = operation.binds === POWER.unsignedProduct ? right : left;
  }
}

interface Operation {
  readonly operator: Operator;
  readonly binds: number;
  /** false for a product that has no sign to read over */
  readonly signed: boolean;
}

/** The operation that goes on from here, or nothing where a formula ends. */
function nextOperation(reader: Reader, left: Operand, last: Operand): Operation | undefined {
  const { type, text } = here(reader);
  const product: Operation = { operator: "*", binds: POWER.unsignedProduct, signed: false };
  if (type === "number") return last.form === "factor" ? product : undefined;
  if (type === "name" && !WORD_OPERATORS.includes(text)) return product;
  if (type === "end" || type === "string") return undefined;
  switch (text) {
    case "(":
      return product;
    case "+":
    case "-":
      return { operator: text, binds: POWER.sum, signed: true };
    case "*":
      return { operator: text, binds: POWER.product, signed: true };
    case "/": {
      const binds = isFraction(reader, left) ? POWER.fraction : POWER.product;
      return { operator: text, binds, signed: true };
    }
    case "^":
      return { operator: text, binds: POWER.power, signed: true };
    default:
      return refuseOperation(reader.expression, text);
  }
}

/** "1/2 x" and "1/2(x + 1)": a fraction of two plain numbers stands before what it multiplies. */
function isFraction({ tokens, position }: Reader, { form }: Operand): boolean {
  if (form !== "number" && form !== "signed number") return false;
  const [denominator, factor] = [tokens[position + 1]!, tokens[position + 2]!];
  const isFactor = factor?.text === "(" || factor?.type === "name";
  return denominator.type === "number" && isFactor && !WORD_OPERATORS.includes(factor.text);
}

/** Ends the formula at a bracket or comma, which belongs to what is around it. */
function refuseOperation(expression: string, operator: string): undefined {
  if (")]},{;\n".includes(operator)) return undefined;
  const construct = CONSTRUCTS.get(operator);
  if (construct) refuse(expression, `got ${construct}, ${ALLOWED_PARTS}`);
  refuse(expression, `got the operator ${operator}, ${ALLOWED_OPERATORS}`);
}

const CONSTRUCTS: ReadonlyMap<string, string> = new Map([
  ["=", "an assignment"],
  ["?", "a conditional"],
  [":", "a range"],
  [".", "an accessor"],
  ["?.", "an accessor"],
  ["[", "an accessor"],
]);

function readOperand(reader: Reader): Operand {
  const { expression } = reader;
  const { type, text, at } = take(reader);
  if (type === "number") return { tree: finite(expression, Number(text)), form: "number" };
  if (type === "name") return readName(reader, text);
  if (type === "string") {
    if ([".", "[", "?."].includes(here(reader).text)) refuseOperation(expression, ".");
    refuse(expression, `got ${shown(text)}, expected finite numbers only`);
  }
  switch (text) {
    case "(": {
      const { tree } = read(reader, POWER.anything);
      close(reader);
      return { tree, form: "factor" };
    }
    case "+":
    case "-": {
      const { tree, form } = read(reader, POWER.sign);
      return {
        tree: text === "-" ? { type: "negation", operand: tree } : tree,
        form: form === "number" ? "signed number" : "operation",
      };
    }
    case "[":
      return refuse(expression, `got an array, ${ALLOWED_PARTS}`);
    case "{":
      return refuse(expression, `got an object, ${ALLOWED_PARTS}`);
    case ":":
      return refuse(expression, `got a range, ${ALLOWED_PARTS}`);
    case "~":
      return refuse(expression, `got the operator ~, ${ALLOWED_OPERATORS}`);
    default:
      return refuseSyntax(
        expression,
        `${type === "end" ? "Unexpected end of expression" : "Value expected"} (char ${at})`,
      );
  }
}

function readName(reader: Reader, name: string): Operand {
  const { expression, names } = reader;
  if (OTHER_VALUES.includes(name)) {
    const value = name === "undefined" ? "nothing" : name;
    refuse(expression, `got ${value}, expected finite numbers only`);
  }
  if (name === "not") refuse(expression, `got the operator not, ${ALLOWED_OPERATORS}`);
  if (here(reader).text === "(") return readCall(reader, name);
  if ([".", "[", "?."].includes(here(reader).text)) refuseOperation(expression, ".");
  const index = names.indexOf(name);
  if (index >= 0) return { tree: { type: "variable", index }, form: "factor" };
  const value = CONSTANTS.get(name);
  if (value !== undefined) return { tree: { type: "number", value }, form: "factor" };
  const known = [...names, ...CONSTANTS.keys()].join(", ");
  return refuse(expression, `got the unknown symbol ${shown(name)}, expected one of ${known}`);
}

function readCall(reader: Reader, name: string): Operand {
  const { expression } = reader;
  if (!FUNCTIONS.has(name)) {
    const allowed = `one of ${[...FUNCTIONS.keys()].join(", ")}, each of one argument`;
    const got = `got the function ${shown(name)}`;
    refuse(expression, `${got}, expected ${allowed}; a product is written with *`);
  }
  const args: Expression[] = [];
  take(reader);
  if (here(reader).text !== ")") args.push(read(reader, POWER.anything).tree);
  while (here(reader).text === ",") {
    take(reader);
    args.push(read(reader, POWER.anything).tree);
  }
  close(reader);
  const [argument] = args;
  if (args.length !== 1 || !argument) {
    return refuse(expression, `got ${args.length} arguments of ${name}, expected 1`);
  }
  return { tree: { type: "call", name, argument }, form: "factor" };
}

function close(reader: Reader): void {
  const { type, text, at } = take(reader);
  if (type === "operator" && text === ")") return;
  refuseSyntax(reader.expression, `Parenthesis ) expected (char ${at})`);
}

const here = ({ tokens, position }: Reader): Token => tokens[position]!;

/** The token here; the end stays where it is. */
function take(reader: Reader): Token {
  const token = here(reader);
  if (token.type !== "end") reader.position++;
  return token;
}

function finite(expression: string, value: number): Expression {
  if (Number.isFinite(value)) return { type: "number", value };
  return refuse(expression, `got ${shown(value)}, expected finite numbers only`);
}

function checkText(expression: string): void {
  if (typeof expression !== "string" || expression.trim() === "") {
    throw new UserError(`expression: got ${shown(expression)}, expected a formula like (w - 3)^2`);
  }
  if (expression.length > MAX_CHARACTERS) {
    throw new UserError(
      `expression: got ${expression.length} characters, expected at most ${MAX_CHARACTERS}`,
    );
  }
  if (nestingOf(expression) > MAX_NESTING) {
    const got = `got ${nestingOf(expression)} nested parentheses`;
    refuse(expression, `${got}, expected at most ${MAX_NESTING}`);
  }
}

function nestingOf(expression: string): number {
  let [depth, deepest] = [0, 0];
  for (const character of expression) {
    if ("([{".includes(character)) deepest = Math.max(deepest, ++depth);
    else if (")]}".includes(character)) depth--;
  }
  return deepest;
}

const refuseSyntax = (expression: string, problem: string): never =>
  refuse(expression, `got a syntax error (${problem}), expected a formula like (w - 3)^2`);

function refuse(expression: string, problem: string): never {
  throw new UserError(`expression ${shown(expression)}: ${problem}`);
}
