import { shown, UserError } from "../errors.js";
import * as dual from "./dual.js";
import { type Expression, type Operator, parseExpression, RESERVED } from "./expression.js";
import { type DescentOptions, descend } from "./minimize.js";

export interface MinimizeExpressionOptions extends DescentOptions {
  /** the variables' initial values: {"w": 3}; 1 to 100 of them */
  readonly variables: Readonly<Record<string, number>>;
}

const MAX_VARIABLES = 100;

/**
 * Gradient descent on an expression in one or several variables, whose derivatives come from dual numbers:
 * `minimizeExpression("(w - 3)^2", { variables: { w: 0 }, learningRate: 0.1, iterations: 100 })`. It may use numbers,
 * + - * / ^, parentheses (100 deep), pi, e and elementary functions (`log` is the natural one), at most 1,000 characters.
 * @returns the last values, and with `path` all of them from the initial ones on
 * @throws UserError for an expression or option that is not allowed, where the expression is not real, or when a value
 * stops being finite
 */
export function minimizeExpression(
  expression: string,
  options: MinimizeExpressionOptions,
): ExpressionResult {
  const descending = descendExpression(expression, options);
  for (;;) {
    const { done, value } = descending.next();
    if (done) return value;
  }
}

export interface ExpressionResult {
  readonly estimate: Record<string, number>;
  readonly path?: Record<string, number>[];
}

/** The same with pauses for whoever wants to do something else meanwhile. */
export function* descendExpression(
  expression: string,
  options: MinimizeExpressionOptions,
): Generator<undefined, ExpressionResult> {
  const { variables, ...descent } = options;
  const names = checkVariables(variables);
  const tree = parseExpression(expression, names);
  const toRecord = (w: readonly number[]): Record<string, number> =>
    Object.fromEntries(names.map((name, i) => [name, w[i]!]));
  const { estimate, path } = yield* descend({
    ...descent,
    initial: names.map((name) => variables[name]!),
    gradient: (w) => {
      const notReal = (what: string) => {
        const at = names.map((name, i) => `${name} = ${w[i]}`).join(", ");
        throw new UserError(
          `expression ${shown(expression)} at ${at}: got ${what}, expected a real number; use another initial value or a smaller learning rate`,
        );
      };
      return names.map((_, i) => evaluate(tree, w, i, notReal).slope ?? 0);
    },
  });
  return { estimate: toRecord(estimate), ...(path && { path: path.map(toRecord) }) };
}

/** The value at `w` (variables) and its derivative by the variable at `by`, 0 to variables − 1. */
export function evaluate(
  node: Expression,
  w: readonly number[],
  by: number,
  notReal: dual.NotReal,
): dual.Dual {
  const of = (child: Expression) => evaluate(child, w, by, notReal);
  switch (node.type) {
    case "number":
      return { value: node.value };
    case "variable":
      return { value: w[node.index]!, ...(node.index === by && { slope: 1 }) };
    case "negation":
      return dual.negate(of(node.operand));
    case "call":
      return dual.apply(node.name, of(node.argument), notReal);
    case "operation":
      return OPERATIONS[node.operator](of(node.left), of(node.right), notReal);
  }
}

const OPERATIONS: Readonly<
  Record<Operator, (u: dual.Dual, v: dual.Dual, notReal: dual.NotReal) => dual.Dual>
> = {
  "+": dual.add,
  "-": dual.subtract,
  "*": dual.multiply,
  "/": dual.divide,
  "^": dual.power,
};

function checkVariables(variables: Readonly<Record<string, number>>): string[] {
  const names = Object.keys(variables ?? {});
  if (names.length < 1 || names.length > MAX_VARIABLES) {
    throw new UserError(
      `variables: got ${names.length}, expected 1 to ${MAX_VARIABLES} with their initial values, like {"w": 3}`,
    );
  }
  for (const name of names) {
    if (
      !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ||
      name === "__proto__" ||
      RESERVED.includes(name)
    ) {
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
