import { access } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "csv-stringify/sync";
import { UsageError } from "../../common/errors.js";
import { next, seeded } from "../../common/learning/random.js";
import { writeWhole } from "../files.js";
import { print } from "../print.js";
import { shellWord } from "../shell-word.js";
import { commandName } from "../terminal/command-name.js";
import { expectNone } from "./expect-none.js";
import type { InitFromDataOptions } from "./init-from-data.js";
import type { Template } from "./templates.js";

interface InitOptions extends Omit<InitFromDataOptions, "data"> {
  readonly template: Template;
  readonly data?: readonly string[];
}

const README = "README.md";

/** `perceptino init [DIR]`: a network for data that are there, or a project to start from. */
export async function init(dir: string, options: InitOptions): Promise<void> {
  const { data } = options;
  if (data !== undefined) {
    const { initFromData } = await import("./init-from-data.js");
    return initFromData(dir, { ...options, data });
  }
  expectNoDataOptions(options);
  await initProject(dir, options);
}

/** Options that only say something about data are refused without them. */
function expectNoDataOptions(options: InitOptions): void {
  for (const name of ["label", "inputs", "task", "window"] as const) {
    if (options[name] === undefined) continue;
    throw new UsageError(
      `--${name}: got it without --data, expected both; name the data with --data`,
    );
  }
}

/** A network file, made-up readings and a README that says what to do with them; a README that is there stays. */
async function initProject(dir: string, options: InitOptions): Promise<void> {
  const files: Record<string, string> = {
    "network.json": `${JSON.stringify(networkOf(options.template), null, 2)}\n`,
    "readings.csv": readings(400),
  };
  await expectNone(dir, Object.keys(files));
  if (!(await isThere(join(dir, README)))) files[README] = readme();
  for (const [name, text] of Object.entries(files)) await writeWhole(join(dir, name), text);
  const paths = Object.keys(files).map((name) => join(dir, name));
  const [network, data] = paths.map(shellWord);
  const next = `${commandName()} train ${network} ${data} --report report.html`;
  print(options, { files: paths, next }, `${paths.join("\n")}\n\nnext: ${next}`);
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

function networkOf(template: Template) {
  const output = { units: 1, activation: "sigmoid" };
  return {
    name: "too warm and humid",
    inputs: [
      { name: "temperature", unit: "°C" },
      { name: "humidity", unit: "%" },
    ],
    outputs: ["uncomfortable"],
    layers: template === "tanh" ? [{ units: 8, activation: "tanh" }, output] : [output],
    batch: 16,
    optimizer: { type: "sgd", learningRate: 0.05 },
    seed: 1,
  };
}

/**
 * Made-up readings of a room, the same at every call: 15 to 35 °C and 20 to 90 %, uncomfortable where the mixture is warm
 * and humid, with a little noise.
 */
function readings(count: number): string {
  let state = seeded(2024);
  const random = () => {
    state = next(state);
    return state / 2 ** 32;
  };
  const rows = Array.from({ length: count }, () => {
    const temperature = 15 + 20 * random();
    const humidity = 20 + 70 * random();
    const heat = (temperature - 24) / 5 + (humidity - 50) / 25 + (random() - 0.5) / 2;
    const uncomfortable = heat > 0.4 && temperature > 20 ? 1 : 0;
    return [temperature.toFixed(1), humidity.toFixed(0), uncomfortable];
  });
  return stringify([["temperature", "humidity", "uncomfortable"], ...rows]);
}

function readme(): string {
  return `# A perceptino project

network.json describes the network, readings.csv holds labelled readings (made up; put your own sensor's there).

\`\`\`sh
npx perceptino inspect network.json                                     # its memory, byte by byte
npx perceptino train network.json readings.csv --report report.html     # train, then open report.html
npx perceptino evaluate network.json checkpoint.bin readings.csv        # how well it does
npx perceptino predict network.json checkpoint.bin readings.csv         # a probability for each reading
npx perceptino build network.json                                       # out/network.wasm
\`\`\`
`;
}
