import type { ConstantNode, FunctionNode, MathNode, OperatorNode, SymbolNode } from "mathjs";
import { shown, UserError } from "./errors.js";
import { type DescentOptions, descend } from "./minimize.js";
import { pauser } from "./pauser.js";

export interface MinimizeExpressionOptions extends DescentOptions {
  /** the variables' initial values: {"w": 3}; 1 to 100 of them */
  readonly variables: Readonly<Record<string, number>>;
}

const MAX_CHARACTERS = 1000;
const MAX_VARIABLES = 100;
/** Parentheses within parentheses; mathjs's parser takes much of the stack for each. */
const MAX_NESTING = 100;
const CONSTANTS = ["pi", "e"];
/** Functions of one argument that mathjs can differentiate. */
const FUNCTIONS =
  "exp log log10 sqrt cbrt abs sin cos tan sec csc cot asin acos atan sinh cosh tanh sech csch coth asinh acosh atanh".split(
    " ",
  );
const OPERATORS = ["+", "-", "*", "/", "^"];
/** Words that mean something else to mathjs. */
const RESERVED =
  "mod to in and or xor not true false null undefined NaN Infinity end uninitialized".split(" ");
const ALLOWED_FUNCTIONS = `one of ${FUNCTIONS.join(", ")}, each of one argument`;

/**
 * Gradient descent on an expression in one or several variables, whose derivatives are taken symbolically:
 * `minimizeExpression("(w - 3)^2", { variables: { w: 0 }, learningRate: 0.1, iterations: 100 })`. It may use numbers,
 * + - * / ^, parentheses (100 deep), pi, e and elementary functions (`log` is the natural one), at most 1,000 characters.
 * Nothing else of mathjs can be reached from it: the parsed expression is checked node by node before it is used.
 * @returns the last values, and with `path` all of them from the initial ones on
 * @throws UserError for an expression or option that is not allowed, or when a value stops being finite
 */
export async function minimizeExpression(
  expression: string,
  options: MinimizeExpressionOptions,
): Promise<{ estimate: Record<string, number>; path?: Record<string, number>[] }> {
  const { variables, ...descent } = options;
  checkText(expression);
  const names = checkVariables(variables);
  const gradients = await differentiate(expression, names);
  const toRecord = (w: readonly number[]): Record<string, number> =>
    Object.fromEntries(names.map((name, i) => [name, w[i]!]));
  const descending = descend({
    ...descent,
    initial: names.map((name) => variables[name]!),
    gradient: (w) => {
      const scope = new Map(names.map((name, i) => [name, w[i]!]));
      return gradients.map((partial, i) => checkReal(partial(scope), names[i]!, scope));
    },
  });
  const pause = pauser();
  let step = descending.next();
  for (; !step.done; step = descending.next()) await pause();
  const { estimate, path } = step.value;
  return { estimate: toRecord(estimate), ...(path && { path: path.map(toRecord) }) };
}

type Partial = (scope: Map<string, number>) => unknown;

/** The partial derivatives by each variable. mathjs is large, so it is loaded only here. */
async function differentiate(expression: string, names: readonly string[]): Promise<Partial[]> {
  const { parse, derivative } = await import("mathjs");
  let root: MathNode;
  try {
    root = parse(expression);
  } catch (error) {
    refuse(
      expression,
      `got a syntax error (${reasonOf(error)}), expected a formula like (w - 3)^2`,
    );
  }
  checkNode(root, expression, names);
  return names.map((name) => {
    const attempt = <T>(run: () => T): T => {
      try {
        return run();
      } catch (error) {
        const got = `got no derivative by ${name} (${reasonOf(error)})`;
        return refuse(expression, `${got}, expected a differentiable formula`);
      }
    };
    // simplifying may take minutes on a long product and is of no use to a computer
    const compiled = attempt(() => derivative(root, name, { simplify: false }).compile());
    return (scope) => attempt(() => compiled.evaluate(scope));
  });
}

/** Refuses whatever is not on the lists above. */
function checkNode(node: MathNode, expression: string, names: readonly string[]): void {
  switch (node.type) {
    case "ConstantNode":
      checkConstant(node as ConstantNode, expression);
      return;
    case "SymbolNode":
      checkSymbol(node as SymbolNode, expression, names);
      return;
    case "FunctionNode":
      checkCall(node as FunctionNode, expression);
      for (const argument of (node as FunctionNode).args) checkNode(argument, expression, names);
      return;
    case "OperatorNode":
      if (!OPERATORS.includes((node as OperatorNode).op)) {
        const { op } = node as OperatorNode;
        refuse(expression, `got the operator ${op}, expected one of ${OPERATORS.join(" ")}`);
      }
      break;
    case "ParenthesisNode":
      break;
    default: {
      const what = node.type
        .replace(/Node$/, "")
        .replace(/(?<=.)[A-Z]/g, " $&")
        .toLowerCase();
      const got = `got ${/^[aeiou]/.test(what) ? "an" : "a"} ${what}`;
      refuse(expression, `${got}, expected numbers, variables, + - * / ^ and functions only`);
    }
  }
  node.forEach((child) => {
    checkNode(child, expression, names);
  });
}

function checkConstant({ value }: ConstantNode, expression: string): void {
  if (Number.isFinite(value)) return;
  refuse(expression, `got ${shown(value)}, expected finite numbers only`);
}

function checkSymbol({ name }: SymbolNode, expression: string, names: readonly string[]): void {
  if (names.includes(name) || CONSTANTS.includes(name)) return;
  const known = [...names, ...CONSTANTS].join(", ");
  refuse(expression, `got the unknown symbol ${shown(name)}, expected one of ${known}`);
}

function checkCall({ fn, args }: FunctionNode, expression: string): void {
  // mathjs's types promise a SymbolNode, but a call of a call has another node here
  const name: unknown = fn.type === "SymbolNode" ? fn.name : undefined;
  if (typeof name !== "string" || !FUNCTIONS.includes(name)) {
    const what = typeof name === "string" ? `the function ${shown(name)}` : "a call of no name";
    refuse(expression, `got ${what}, expected ${ALLOWED_FUNCTIONS}; a product is written with *`);
  }
  if (args.length !== 1) {
    refuse(expression, `got ${args.length} arguments of ${name}, expected 1`);
  }
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

function checkVariables(variables: Readonly<Record<string, number>>): string[] {
  const names = Object.keys(variables ?? {});
  if (names.length < 1 || names.length > MAX_VARIABLES) {
    throw new UserError(
      `variables: got ${names.length}, expected 1 to ${MAX_VARIABLES} with their initial values, like {"w": 3}`,
    );
  }
  const taken = [...CONSTANTS, ...FUNCTIONS, ...RESERVED];
  for (const name of names) {
    if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) || name === "__proto__" || taken.includes(name)) {
      throw new UserError(
        `variables: got the name ${shown(name)}, expected letters, digits and _ beginning with a letter, and no name with a meaning of its own such as e or sin`,
      );
    }
    if (!Number.isFinite(variables[name])) {
      throw new UserError(
        `variables.${name}: got ${shown(variables[name])}, expected a finite number`,
      );
    }
  }
  return names;
}

/** A derivative may be complex, as that of sqrt(w) is below 0. */
function checkReal(value: unknown, name: string, scope: Map<string, number>): number {
  if (typeof value === "number") return value;
  const at = [...scope].map(([key, number]) => `${key} = ${number}`).join(", ");
  throw new UserError(
    `the derivative by ${name} at ${at}: got ${String(value)}, expected a real number; use another initial value or a smaller learning rate`,
  );
}

function refuse(expression: string, problem: string): never {
  throw new UserError(`expression ${shown(expression)}: ${problem}`);
}

const reasonOf = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ").slice(0, 120);
