import { existsSync } from "node:fs";
import { join } from "node:path";
import { predictRows } from "../../src/common/learning/rows.js";
import { score } from "../../src/common/learning/scores.js";
import { train } from "../../src/common/learning/train.js";
import { checkNetwork } from "../../src/common/network/network-file.js";
import { percent, table } from "../../src/common/text.js";
import { runNetwork } from "../../src/node/load-network.js";
import { packageRoot } from "../../src/node/package.js";
import { readReadings } from "../../src/node/read-readings.js";

const FOLDER = process.env.PERCEPTINO_OCCUPANCY ?? join(packageRoot(), "../shared/data/occupancy");
const TESTS = ["test-door-closed.csv", "test-door-open.csv"];
const INPUTS = ["temperature", "humidity", "light", "co2", "humidity_ratio"];
const EPOCHS = 10;
const HIDDEN = { logistic: [], tanh: [{ units: 8, activation: "tanh" }] };

/**
 * Accuracy on the occupancy data (L. M. Candanedo, V. Feldheim, Energy and Buildings 112, 2016): trained on its training
 * file, all five inputs standardised, scored on both test files.
 */
export async function occupancy(): Promise<string> {
  if (!existsSync(join(FOLDER, "train.csv"))) {
    return `Occupancy: skipped, no data in ${FOLDER}; set PERCEPTINO_OCCUPANCY to a folder with train.csv and ${TESTS.join(", ")}`;
  }
  const rows = [];
  for (const [name, hidden] of Object.entries(HIDDEN)) {
    const spec = checkNetwork({
      name,
      inputs: INPUTS.map((input) => ({ name: input })),
      outputs: ["occupied"],
      layers: [...hidden, { units: 1, activation: "sigmoid" }],
      optimizer: { learningRate: 0.003 },
    });
    const { network } = await runNetwork(spec);
    const learned = await readReadings(join(FOLDER, "train.csv"), spec, true);
    await train(network, spec, learned, { epochs: EPOCHS, validation: 0, shuffle: true });
    for (const file of TESTS) {
      const readings = await readReadings(join(FOLDER, file), spec, true);
      const s = score("occupied", predictRows(network, readings), readings.targets);
      rows.push([name, file, s.readings, percent(s.accuracy), percent(s.f1)]);
    }
  }
  return `Occupancy, five standardised inputs, batch 16, learning rate 0.003, ${EPOCHS} epochs\n${table(["network", "tested on", "readings", "accuracy", "F1"], rows)}`;
}
