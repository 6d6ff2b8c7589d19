import { achieved } from "../learning/baselines.js";
import type { Observations } from "../learning/observations.js";
import { predictRows, targetsOf } from "../learning/rows.js";
import type { Network } from "../loader/index.js";
import type { NetworkSpec } from "../network/network-spec.js";
import { type Importances, importancesOf } from "./importance.js";

/** What a network relies on, judged by some rows of its observations; see importancesOf(). */
export const networkImportances = (
  network: Network,
  spec: NetworkSpec,
  observations: Observations,
  rows: Uint32Array,
): Importances[] =>
  importancesOf(spec, observations, rows, (values, some) =>
    achieved(
      network,
      spec,
      predictRows(network, { ...observations, values }, some),
      targetsOf(observations, some),
    ),
  );
