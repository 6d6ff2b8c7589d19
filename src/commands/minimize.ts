import { UsageError } from "../errors.js";
import { minimizeExpression } from "../minimize-expression.js";
import { print, table } from "../print.js";

interface MinimizeCommandOptions {
  readonly start: readonly string[];
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
  const { learningRate, iterations, path } = options;
  const variables = Object.fromEntries(options.start.map(parseStart));
  const result = await minimizeExpression(expression, {
    variables,
    learningRate,
    iterations,
    path,
  });
  const names = Object.keys(variables);
  const rows = [...(result.path ?? []), ...(result.path ? [] : [result.estimate])].map(
    (point, i) => [result.path ? i : iterations, ...names.map((name) => String(point[name]))],
  );
  print(options, result, table(["iteration", ...names], rows));
}

/** Reads "x=0.5". */
function parseStart(text: string): [string, number] {
  const match = /^([A-Za-z_]\w*)=([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)$/i.exec(text);
  if (!match) {
    throw new UsageError(
      `--start: got ${JSON.stringify(text)}, expected a variable and its first value such as x=0`,
    );
  }
  return [match[1]!, Number(match[2])];
}
