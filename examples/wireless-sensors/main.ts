/** The main job on real readings: learn on one sensor, move to another climate, keep learning there. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type NetworkSpec, parseNetwork, readReadings, UserError } from "../../src/index.js";
import { comparisonsOf, move, storyOf } from "./adapt.js";
import { FOLDER, openDataset } from "./dataset.js";
import { FILES, writeInputs, writeOutcome } from "./files.js";
import * as tables from "./tables.js";

const say = (title: string, text: string) => process.stdout.write(`== ${title}\n${text}\n\n`);

async function main(): Promise<void> {
  const began = performance.now();
  const network = await readFile(join(FOLDER, "network.json"), "utf8");
  const spec = parseNetwork(network, "network.json");
  const mote = openDataset();
  const motes = { home: mote(1), neighbour: mote(2), away: mote(4) };
  await writeInputs(network, motes);
  say("Readings, one every 5 seconds", tables.describeMotes(motes));

  const moved = await move(spec, FILES.home, FILES.away);
  say("Learning on mote 1", tables.describeTraining(moved));
  const story = storyOf(moved, await readReadings(FILES.neighbour, spec, true));
  say("What retraining changed", tables.describeResults(story));
  say("On mote 4 over time", tables.describeTime(moved));

  const again = (part: Partial<NetworkSpec>) => move({ ...spec, ...part }, FILES.home, FILES.away);
  const comparisons = comparisonsOf(moved, {
    "changes only": await again({ inputs: spec.inputs.slice(2) }),
    "seed 2": await again({ seed: 2 }),
    "seed 3": await again({ seed: 3 }),
  });
  say("On mote 4, for comparison", tables.describeResults(comparisons));
  say("Memory", tables.describeMemory(moved.built.plan));

  await writeOutcome(moved, story, comparisons);
  say("Files", Object.values(FILES).join("\n"));
  process.stdout.write(`done in ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = error.exitCode;
}
