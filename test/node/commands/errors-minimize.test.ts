// What is wrong in a call of minimize.
import { commandLine } from "../../support/command-line.js";
import { flag, testRefusals, usage } from "../../support/refusals.js";

const minimize = (...flags: string[]) => ["minimize", "x^2", ...flags];
const start = "a variable and its first value, such as x=0; the expression goes before --start";

testRefusals(commandLine(), [
  ["no start", minimize(), 2, usage("required option '--start <variable=value...>' not specified")],
  ...["x", "x=", "=1", "x=1=2", "x=one", "1x=1"].map(
    (got) =>
      [
        `--start ${got}`,
        minimize("--start", got),
        2,
        flag("--start <variable=value...>", got, start),
      ] as const,
  ),
  [
    "an expression behind --start",
    ["minimize", "--start", "x=1", "x^2"],
    2,
    flag("--start <variable=value...>", "x^2", start),
  ],
  [
    "two starts for one variable",
    minimize("--start", "x=1", "x=2"),
    2,
    flag("--start <variable=value...>", "x=2", "each variable once, but x has a value already"),
  ],
  [
    "an infinite start",
    minimize("--start", "x=1e999"),
    1,
    "variables.x: got Infinity, expected a finite number",
  ],
  [
    "an unknown variable",
    ["minimize", "x^2 + z", "--start", "x=1"],
    1,
    'expression "x^2 + z": got the unknown symbol "z", expected one of x, pi, e',
  ],
  [
    "half an expression",
    ["minimize", "x^", "--start", "x=1"],
    1,
    'expression "x^": got a syntax error (Unexpected end of expression (char 3)), expected a formula like (w - 3)^2',
  ],
  [
    "a learning rate of 0",
    minimize("--start", "x=1", "--learning-rate", "0"),
    2,
    flag("--learning-rate <rate>", "0", "a number from 1e-30 to 1,000,000"),
  ],
  [
    "a path that no one can read",
    minimize("--start", "x=1", "--path", "--iterations", "2e6"),
    2,
    "--path: got 2000000 iterations of 1 variables to print, expected at most 1000000 numbers; do fewer iterations",
  ],
]);
