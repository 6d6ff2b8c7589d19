import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "csv-stringify/sync";
import { UserError } from "../../common/errors.js";
import { next, seeded } from "../../common/learning/random.js";
import { fileError } from "../file-error.js";
import { writeWhole } from "../files.js";
import { print } from "../print.js";
import { commandName } from "../terminal/command-name.js";
import type { Template } from "./templates.js";

interface InitOptions {
  readonly template: Template;
  readonly json: boolean;
}

/** `perceptino init [DIR]`: a network file, made-up readings and a README that says what to do with them. */
export async function init(dir: string, options: InitOptions): Promise<void> {
  const files: Record<string, string> = {
    "network.json": `${JSON.stringify(networkOf(options.template), null, 2)}\n`,
    "readings.csv": readings(400),
    "README.md": readme(),
  };
  await expectNone(dir, Object.keys(files));
  for (const [name, text] of Object.entries(files)) await writeWhole(join(dir, name), text);
  const paths = Object.keys(files).map((name) => join(dir, name));
  const [network, data] = paths.map(quoted);
  const next = `${commandName()} train ${network} ${data} --report report.html`;
  print(options, { files: paths, next }, `${paths.join("\n")}\n\nnext: ${next}`);
}

/** Refuses to write over anything. */
async function expectNone(dir: string, names: readonly string[]): Promise<void> {
  const there = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [] as string[];
    throw fileError("use", dir, error);
  });
  const clash = names.find((name) => there.includes(name));
  if (clash !== undefined) {
    throw new UserError(
      `${join(dir, clash)}: got a file that is there already, expected none; choose another folder`,
    );
  }
}

/** A path as a shell takes it for one word. */
const quoted = (path: string): string =>
  /^[\w./\\:@%+,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;

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
