/** The main job on real readings: learn on one sensor, move to another climate, keep learning there. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  labelsOf,
  parseNetwork,
  predictRows,
  readReadings,
  score,
  UserError,
  writeReport,
  writeWhole,
} from "../../src/index.js";
import { baselines, move, withoutHome } from "./adapt.js";
import { FOLDER, openDataset } from "./dataset.js";
import { csvOf } from "./features.js";
import * as tables from "./tables.js";

const OUT = join("out", "wireless-sensors");
const out = (name: string) => join(OUT, name);
const say = (title: string, text: string) => process.stdout.write(`== ${title}\n${text}\n\n`);

async function main(): Promise<void> {
  const began = performance.now();
  const text = await readFile(join(FOLDER, "network.json"), "utf8");
  const spec = parseNetwork(text, "network.json");
  const mote = openDataset();
  const motes = { "mote 1, indoors": mote(1), "mote 2, indoors": mote(2), "mote 4, outdoors": mote(4) };
  const [home, neighbour, away] = ["mote-1.csv", "mote-2.csv", "mote-4.csv"].map(out) as [string, string, string];
  say("The readings", tables.describeMotes(motes));
  await writeWhole(out("network.json"), text);
  for (const [i, samples] of Object.values(motes).entries()) await writeWhole([home, neighbour, away][i]!, csvOf(samples));

  const moved = await move(spec, home, away);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = error.exitCode;
}
