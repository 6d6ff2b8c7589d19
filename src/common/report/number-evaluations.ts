import { measureNumbers } from "../learning/number-metrics.js";
import { capital, count, counted } from "../text.js";
import {
  type Compared,
  type Evaluated,
  type Measure,
  measureTable,
  type Thing,
} from "./evaluation-parts.js";
import { figure, type Html, html } from "./html.js";
import { residualChart, scatterChart } from "./number-charts.js";

/** What a network answered to readings whose numbers are known, for one of its outputs. */
export interface NumbersEvaluation extends Evaluated {
  readonly task: "numbers";
  /** the output's, for the axes */
  readonly name: string;
  readonly unit?: string;
  /** of each reading, in the unit */
  readonly predicted: ArrayLike<number>;
  readonly targets: ArrayLike<number>;
}

export const NUMBERS_NOTE = "Errors are predicted less true values, in the unit of the data.";

/** Predicted over true values, and the measures. */
export function numbersResult(
  evaluation: NumbersEvaluation,
  i: number,
  thing: Thing,
  baselines?: Html,
): Html {
  return html`<p>${counted(evaluation.targets.length, thing)}.</p>
<div class="cards"><div class="card"><h4>Predicted and true</h4>${scatterChart(`scatter-${i}`, evaluation, thing)}</div>
<div class="card"><h4>Scores</h4>${measureTable(measured(evaluation, thing))}</div>
${baselines ?? ""}</div>`;
}

/** What the errors look like. */
export function numbersDetails(evaluation: NumbersEvaluation, i: number, thing: Thing): Html {
  return html`<div class="cards"><div class="card"><h4>Errors</h4>${residualChart(`residuals-${i}`, evaluation, thing)}</div></div>`;
}

/** What a table of all evaluations says of one. */
export function numbersCompared(evaluation: NumbersEvaluation, thing: Thing): Compared {
  const { title, targets } = evaluation;
  const readings = { name: `${capital(thing)}s`, shown: count(targets.length) };
  return { title, cells: [readings, ...measured(evaluation, thing)] };
}

function measured(evaluation: NumbersEvaluation, thing: Thing): Measure[] {
  const { predicted, targets, unit } = evaluation;
  const m = measureNumbers(predicted, targets);
  const value = (number: number | null) =>
    number === null || unit === undefined ? figure(number) : `${figure(number)} ${unit}`;
  return [
    { name: "Mean error", meaning: "without signs", shown: value(m.meanAbsoluteError) },
    {
      name: "RMS error",
      meaning: "root of the mean square",
      shown: value(m.rootMeanSquareError),
    },
    {
      name: "RMS error of the mean",
      meaning: `always the mean of these ${thing}s`,
      shown: value(m.ofMean.rootMeanSquareError),
    },
    { name: "R²", meaning: "explained share of the variance", shown: figure(m.r2) },
    { name: "Bias", meaning: "mean error with signs", shown: value(m.bias) },
  ];
}
