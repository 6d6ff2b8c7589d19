import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { getQuickJS, type QuickJSContext } from "quickjs-emscripten";
import type { BuiltNetwork } from "../../src/common/compiler/build-network.js";
import { jsModule } from "../../src/common/compiler/js/js-module.js";
import type { Readings } from "../../src/common/learning/readings.js";
import { hasProgram } from "../../src/node/children.js";
import { DUKTAPE, DUKTAPE_HINT } from "../../src/node/simulators/duktape.js";
import { HANGING } from "./waiting.js";

/** A JavaScript engine that knows the language and `print`, and nothing else. */
export interface SmallEngine {
  readonly name: string;
  /** why it cannot be used; false when it can */
  readonly skip: string | false;
  /** whether it runs what Espruino runs: arrows, template strings, let and const */
  readonly modern: boolean;
  /** Runs a program to its end; gives the lines that it prints. Throws what the program throws. */
  run(program: string): Promise<readonly string[]>;
}

const MOST_OUTPUT = 64 * 1024 * 1024;

/** Why Duktape cannot be used. In CI it must be there: the tests then run, and fail. */
const noDuktape =
  !process.env.CI && !(await hasProgram(DUKTAPE)) ? `needs ${DUKTAPE}: ${DUKTAPE_HINT}` : false;

const duktape: SmallEngine = {
  name: "Duktape",
  skip: noDuktape,
  modern: false,
  run: (program) => runFile(DUKTAPE, [], program),
};

/** Runs a program in an engine that takes it from a file; gives the lines that it prints. */
async function runFile(
  engine: string,
  flags: readonly string[],
  program: string,
): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "perceptino-engine-"));
  try {
    writeFileSync(join(folder, "program.js"), program);
    const limits = { cwd: folder, timeout: HANGING, maxBuffer: MOST_OUTPUT };
    const { stdout } = await promisify(execFile)(engine, [...flags, "program.js"], limits);
    return stdout.trimEnd().split("\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const quickJs: SmallEngine = {
  name: "QuickJS",
  skip: false,
  modern: true,
  async run(program) {
    const context = (await getQuickJS()).newContext();
    try {
      const lines = printingTo(context);
      context.unwrapResult(context.evalCode(program, "program.js")).dispose();
      return lines;
    } finally {
      context.dispose();
    }
  },
};

/** Gives a context `print`; what it prints arrives in the list. */
function printingTo(context: QuickJSContext): readonly string[] {
  const lines: string[] = [];
  const print = context.newFunction("print", (text) => {
    lines.push(context.getString(text));
  });
  context.setProp(context.global, "print", print);
  print.dispose();
  return lines;
}

export const SMALL_ENGINES: readonly SmallEngine[] = [duktape, quickJs];

/** An engine whose program is nowhere to be had ready-made: a variable of the environment says where it is. */
function builtByHand(name: string, variable: string, ...flags: readonly string[]): SmallEngine {
  const path = process.env[variable];
  return {
    name,
    skip: path ? false : `needs ${name}: set ${variable} to its program (docs/javascript.md)`,
    modern: false,
    run: (program) => runFile(path!, flags, program),
  };
}

export const MORE_ENGINES: readonly SmallEngine[] = [
  builtByHand("MicroQuickJS", "MICROQUICKJS"),
  builtByHand("JerryScript", "JERRYSCRIPT"),
  builtByHand("XS", "XS", "-s"),
];

/**
 * A program that trains the plain module, one step for each number of rows, over and over the same rows: it prints each
 * step's loss by its bits, and the parameters' CRC-32. More may be added: `row` is the next row, `observe(n)` and `train()`
 * do what they say.
 */
export async function plainProgram(
  built: BuiltNetwork,
  { values, targets, inputs, targetCount: outputs, count }: Readings,
  steps: readonly number[],
): Promise<string> {
  const bits = new Int32Array(Float32Array.of(...values, ...targets).buffer);
  return `${await jsModule(built)}
var rows = new Float32Array(new Int32Array([${bits.join(",")}]).buffer), row = 0;
function observe(n) {
  while (n-- > 0) {
    net.observe(rows.subarray(row * ${inputs}, (row + 1) * ${inputs}),
      rows.subarray(${count * inputs} + row * ${outputs}, ${count * inputs} + (row + 1) * ${outputs}));
    row = (row + 1) % ${count};
  }
}
function train() {
  print((new Uint32Array(new Float32Array([net.train()]).buffer)[0]) + " " + net.hash());
}
[${steps.join(",")}].forEach(function (n) { observe(n); train(); });
`;
}
