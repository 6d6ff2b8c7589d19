import { measureNumbers } from "../learning/number-metrics.js";
import { capital, count, counted } from "../text.js";
import {
  leftOut,
  type Measure,
  MOST_CHARTED,
  measureTable,
  sideBySide,
  type Thing,
} from "./evaluation-parts.js";
import { figure, type Html, html } from "./html.js";
import { residualChart, scatterChart } from "./number-charts.js";

/** What a network answered to readings whose numbers are known, for one of its outputs. */
export interface NumbersEvaluation {
  readonly task: "numbers";
  /** "validation", "test before retraining" …, with the output's name where there are several */
  readonly title: string;
  /** the output's, for the axes */
  readonly name: string;
  readonly unit?: string;
  /** of each reading, in the unit */
  readonly predicted: ArrayLike<number>;
  readonly targets: ArrayLike<number>;
}

interface Measured {
  readonly evaluation: NumbersEvaluation;
  readonly measures: readonly Measure[];
}

/** All evaluations next to each other, then each by itself. */
export function numberEvaluations(evaluations: readonly NumbersEvaluation[], thing: Thing): Html {
  const all = evaluations.map((evaluation) => measured(evaluation, thing));
  const columns = all.map(({ evaluation, measures }) => ({
    title: evaluation.title,
    cells: [{ name: `${capital(thing)}s`, shown: count(evaluation.targets.length) }, ...measures],
  }));
  return html`<p>Errors are predicted less true values, in the unit of the data.</p>
${all.length > 1 ? sideBySide(columns) : ""}${all.slice(0, MOST_CHARTED).map((one, i) => single(one, i, thing))}${leftOut(all.length)}`;
}

function measured(evaluation: NumbersEvaluation, thing: Thing): Measured {
  const { predicted, targets, unit } = evaluation;
  const m = measureNumbers(predicted, targets);
  const value = (number: number | null) =>
    number === null || unit === undefined ? figure(number) : `${figure(number)} ${unit}`;
  return {
    evaluation,
    measures: [
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
    ],
  };
}

function single({ evaluation, measures }: Measured, i: number, thing: Thing): Html {
  const heading = html`<h3>${evaluation.title}</h3>`;
  if (evaluation.targets.length === 0) return html`${heading}<p class="empty">No ${thing}s.</p>`;
  return html`<article>${heading}
<p>${counted(evaluation.targets.length, thing)}.</p>
<div class="cards"><div class="card"><h4>Predicted and true</h4>${scatterChart(`scatter-${i}`, evaluation, thing)}</div>
<div class="card"><h4>Errors</h4>${residualChart(`residuals-${i}`, evaluation, thing)}</div>
<div class="card"><h4>Scores</h4>${measureTable(measures)}</div></div></article>
`;
}
