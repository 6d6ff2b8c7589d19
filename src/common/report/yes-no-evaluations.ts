import * as metrics from "../learning/metrics.js";
import { capital, count, counted } from "../text.js";
import { calibrationChart, type RocCurve, rocChart } from "./charts.js";
import {
  leftOut,
  type Measure,
  MOST_CHARTED,
  measureTable,
  sideBySide,
  type Thing,
} from "./evaluation-parts.js";
import { figure, type Html, html, percent } from "./html.js";

/** What a network answered to readings whose labels are known, for one of its outputs with yes or no. */
export interface YesNoEvaluation {
  readonly task: "yes-no";
  /** "validation", "test before retraining" …, with the output's name where there are several */
  readonly title: string;
  /** probability of label 1 for each reading */
  readonly probabilities: ArrayLike<number>;
  /** 0 or 1 for each reading */
  readonly labels: ArrayLike<number>;
}

const THRESHOLD = 0.5;
const BINS = 10;

/** Curves that one chart can hold and still be read. */
const MOST_CURVES = 4;

/** All numbers of one evaluation. */
interface Scores {
  readonly title: string;
  readonly evaluation: YesNoEvaluation;
  readonly readings: number;
  readonly positives: number;
  readonly confusion: metrics.Confusion;
  readonly values: readonly Measure[];
  /** none where all readings have the same label */
  readonly roc: RocCurve | undefined;
}

/** All evaluations next to each other, then each by itself. */
export function yesNoEvaluations(evaluations: readonly YesNoEvaluation[], thing: Thing): Html {
  const scores = evaluations.map((evaluation) => scoresOf(evaluation, thing));
  return html`<p>A probability of ${THRESHOLD} or more counts as label 1.</p>
${scores.length > 1 ? comparison(scores, thing) : ""}${scores.slice(0, MOST_CHARTED).map((one, i) => single(one, i, thing))}${leftOut(scores.length)}`;
}

function scoresOf(evaluation: YesNoEvaluation, thing: Thing): Scores {
  const { title, probabilities, labels } = evaluation;
  const readings = labels.length;
  const confusion = metrics.confusion(probabilities, labels, THRESHOLD);
  const positives = confusion.truePositive + confusion.falseNegative;
  const both = positives > 0 && positives < readings;
  const area = both ? metrics.areaUnderRoc(probabilities, labels) : null;
  const rate = (name: string, meaning: string, value: number | null) => {
    return { name, meaning, shown: percent(value) };
  };
  const plain = (name: string, meaning: string, value: number | null) => {
    return { name, meaning, shown: figure(value) };
  };
  const loss = metrics.meanLoss(probabilities, labels);
  return {
    title,
    evaluation,
    readings,
    positives,
    confusion,
    values: [
      rate("Accuracy", "right of all", metrics.accuracy(confusion)),
      rate("Precision", "right of those predicted 1", metrics.precision(confusion)),
      rate("Recall", "found of those labelled 1", metrics.recall(confusion)),
      plain("F1", "harmonic mean of the two", metrics.f1(confusion)),
      plain("AUC", "area under the ROC curve", area),
      plain("Mean loss", `nats per ${thing}`, loss),
    ],
    roc: both ? { title, points: metrics.rocCurve(probabilities, labels), area } : undefined,
  };
}

function comparison(scores: readonly Scores[], thing: Thing): Html {
  const curves = scores.flatMap(({ roc }) => (roc ? [roc] : []));
  const chart =
    curves.length > 1 && curves.length <= MOST_CURVES
      ? html`<div class="card"><h4>ROC curves</h4>${rocChart("roc-all", curves)}</div>`
      : "";
  const columns = scores.map(({ title, readings, positives, values }) => ({
    title,
    cells: [
      { name: `${capital(thing)}s`, shown: count(readings) },
      { name: "Label 1", shown: count(positives) },
      ...values,
    ],
  }));
  return sideBySide(columns, chart);
}

function single(scores: Scores, i: number, thing: Thing): Html {
  const { title, readings, positives } = scores;
  const heading = html`<h3>${title}</h3>`;
  if (readings === 0) return html`${heading}<p class="empty">No ${thing}s.</p>`;
  return html`<article>${heading}
<p>${counted(readings, thing)}, ${count(positives)} with label 1 (${percent(positives / readings)}).</p>
<div class="cards"><div class="card"><h4>Confusion matrix</h4>${matrix(scores)}
<h4>Scores</h4>${measureTable(scores.values)}</div>
${charts(scores, i, thing)}</div></article>
`;
}

function charts(
  { title, evaluation, readings, positives, roc }: Scores,
  i: number,
  thing: Thing,
): Html {
  if (!roc) {
    const only = positives === 0 ? 0 : 1;
    return html`<div class="card"><h4>ROC curve and calibration</h4><p class="empty">All ${count(readings)} ${thing}s have label ${only}. A ROC curve and a calibration need ${thing}s of both labels.</p></div>`;
  }
  const bins = metrics.calibration(evaluation.probabilities, evaluation.labels, BINS);
  return html`<div class="card"><h4>ROC curve</h4>${rocChart(`roc-${i}`, [roc])}</div>
<div class="card"><h4>Calibration</h4>${calibrationChart(`calibration-${i}`, title, bins, { thing })}</div>`;
}

function matrix({ confusion: c }: Scores): Html {
  const row = (label: string, cells: readonly [name: string, value: number, kind: string][]) => {
    const sum = cells[0]![1] + cells[1]![1];
    const drawn = cells.map(([name, value, kind]) => {
      const part = sum > 0 ? value / sum : 0;
      return html`<td class="${kind}" style="--part:${part.toFixed(3)}"><b>${count(value)}</b><span>${percent(sum > 0 ? part : null)}</span><small>${name}</small></td>`;
    });
    return html`<tr><th scope="row">${label}</th>${drawn}</tr>
`;
  };
  return html`<table class="confusion"><caption>Shares are of the row</caption>
<thead><tr><td></td><th scope="col">predicted 1</th><th scope="col">predicted 0</th></tr></thead>
<tbody>
${row("label 1", [
  ["true positive", c.truePositive, "right"],
  ["false negative", c.falseNegative, "wrong"],
])}${row("label 0", [
  ["false positive", c.falsePositive, "wrong"],
  ["true negative", c.trueNegative, "right"],
])}</tbody></table>`;
}
