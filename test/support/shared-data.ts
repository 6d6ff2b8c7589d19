// Real readings that lie beside the checkout, as they are too large for it, and networks for them.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/node/package.js";

/** The folder with all of them. */
export const SHARED_DATA = join(packageRoot(), "../shared/data");

/** Why a test that needs them is skipped; false when they are there. */
export const noSharedData: string | false = existsSync(SHARED_DATA)
  ? false
  : `no readings in ${SHARED_DATA}`;

/** The classes of SHARED_DATA/exercises. */
export const EXERCISES = ["squat", "lunge", "jumpingjack", "other"];

/** A network for movements: windows of two seconds, five features of each axis. */
export const movements = (outputs: readonly string[], hidden: number, stride: number) => ({
  inputs: ["x", "y", "z"],
  label: "label",
  outputs,
  task: "classes",
  window: {
    rows: 100,
    stride,
    features: ["mean", "deviation", "min", "max", "change"],
    recording: "recording",
  },
  layers: [{ units: hidden, activation: "tanh" }, { units: outputs.length }],
});
