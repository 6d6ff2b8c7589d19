import { UsageError } from "../../common/errors.js";
import { descendExpression } from "../../common/minimize/minimize-expression.js";
import { pauser } from "../../common/pauser.js";
import { table } from "../../common/text.js";
import { print } from "../print.js";

/** Numbers that --path prints at most. */
const MAX_PRINTED = 1_000_000;

interface MinimizeCommandOptions {
  /** first value of each variable */
  readonly start: Readonly<Record<string, number>>;
  readonly learningRate: number;
  readonly iterations: number;
  readonly path: boolean;
  readonly json: boolean;
}

/** `perceptino minimize EXPRESSION`: gradient descent on one variable or several. */
export async function minimizeCommand(
  expression: string,
  options: MinimizeCommandOptions,
): Promise<void> {
  const { start, learningRate, iterations, path } = options;
  const names = Object.keys(start);
  if (path && iterations * names.length > MAX_PRINTED) {
    throw new UsageError(
      `--path: got ${iterations} iterations of ${names.length} variables to print, expected at most ${MAX_PRINTED} numbers; do fewer iterations`,
    );
  }
  const descending = descendExpression(expression, {
    variables: start,
    learningRate,
    iterations,
    path,
  });
  const pause = pauser();
  let step = descending.next();
  for (; !step.done; step = descending.next()) await pause(); // in which Ctrl-C is heard
  const result = step.value;
  const rows = [...(result.path ?? []), ...(result.path ? [] : [result.estimate])].map(
    (point, i) => [result.path ? i : iterations, ...names.map((name) => String(point[name]))],
  );
  print(options, result, table(["iteration", ...names], rows));
}
