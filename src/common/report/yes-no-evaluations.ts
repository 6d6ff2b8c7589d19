import * as metrics from "../learning/metrics.js";
import { capital, count, counted } from "../text.js";
import {
  type Compared,
  type Evaluated,
  type Measure,
  measureTable,
  type Thing,
} from "./evaluation-parts.js";
import { figure, type Html, html, percent } from "./html.js";
import { calibrationChart, type RocCurve, rocChart } from "./rate-charts.js";
import { thresholdSlider, thresholdsOf } from "./threshold.js";

/** What a network answered to readings whose labels are known, for one of its outputs with yes or no. */
export interface YesNoEvaluation extends Evaluated {
  readonly task: "yes-no";
  /** the output's */
  readonly name?: string;
  /** probability of label 1 for each reading */
  readonly probabilities: ArrayLike<number>;
  /** 0 or 1 for each reading */
  readonly labels: ArrayLike<number>;
}

/** The probability from which on an answer is a yes. */
export const THRESHOLD = 0.5;
const BINS = 10;

/** Curves that one chart can hold and still be read. */
const MOST_CURVES = 4;

/** All numbers of one evaluation. */
interface Scores {
  readonly evaluation: YesNoEvaluation;
  readonly readings: number;
  readonly positives: number;
  readonly confusion: metrics.Confusion;
  readonly values: readonly Measure[];
  /** none where all readings have the same label */
  readonly roc: RocCurve | undefined;
}

export const YES_NO_NOTE = `A probability of ${THRESHOLD} or more counts as yes.`;

/** What stands beside the counts. */
interface Beside {
  readonly boundary?: Html;
  readonly baselines?: Html;
}

/** The counts with a threshold to move, and the boundary, or how well any threshold would do. */
export function yesNoResult(
  evaluation: YesNoEvaluation,
  i: number,
  thing: Thing,
  { boundary, baselines }: Beside,
): Html {
  const scores = scoresOf(evaluation, thing);
  const { readings, positives } = scores;
  const thresholds = thresholdsOf(evaluation.probabilities, evaluation.labels);
  const slider = thresholdSlider(thresholds, `threshold-${i}`);
  return html`<p>${counted(readings, thing)}, ${count(positives)} of them yes (${percent(positives / readings)}).</p>
<div class="cards">${boundary ?? ""}<div class="card"><h4>Confusion matrix</h4>${slider}${matrix(scores)}
<h4>Scores</h4>${measureTable(scores.values)}</div>
${boundary ? "" : rocCard(scores, i, thing)}${baselines ?? ""}</div>`;
}

/** How far the probabilities can be believed, and, where it does not stand above, how well any threshold would do. */
export function yesNoDetails(
  evaluation: YesNoEvaluation,
  i: number,
  thing: Thing,
  { boundary }: Beside,
): Html {
  const { probabilities, labels, title } = evaluation;
  const bins = metrics.calibration(probabilities, labels, BINS);
  const roc = boundary ? rocCard(scoresOf(evaluation, thing), i, thing) : "";
  return html`<div class="cards">${roc}<div class="card"><h4>Calibration</h4>${calibrationChart(`calibration-${i}`, title, bins, { thing })}</div></div>`;
}

/** What a table of all evaluations says of one. */
export function yesNoCompared(evaluation: YesNoEvaluation, thing: Thing): Compared {
  const { readings, positives, values } = scoresOf(evaluation, thing);
  return {
    title: evaluation.title,
    cells: [
      { name: `${capital(thing)}s`, shown: count(readings) },
      { name: "Yes", shown: count(positives) },
      ...values,
    ],
  };
}

/** The curves of a few evaluations in one chart; nothing where there are none or too many. */
export function yesNoCurves(evaluations: readonly YesNoEvaluation[], thing: Thing): Html | "" {
  const curves = evaluations.flatMap((evaluation) => scoresOf(evaluation, thing).roc ?? []);
  if (curves.length < 2 || curves.length > MOST_CURVES) return "";
  return html`<div class="card"><h4>ROC curves</h4>${rocChart("roc-all", curves)}</div>`;
}

function rocCard({ roc, readings, positives }: Scores, i: number, thing: Thing): Html {
  const only = positives === 0 ? "no" : "yes";
  const body = roc
    ? rocChart(`roc-${i}`, [roc])
    : html`<p class="empty">All ${count(readings)} ${thing}s are ${only}. A ROC curve needs both.</p>`;
  return html`<div class="card"><h4>ROC curve</h4>${body}</div>`;
}

function scoresOf(evaluation: YesNoEvaluation, thing: Thing): Scores {
  const { title, probabilities, labels } = evaluation;
  const readings = labels.length;
  const confusion = metrics.confusion(probabilities, labels, THRESHOLD);
  const positives = confusion.truePositive + confusion.falseNegative;
  const both = positives > 0 && positives < readings;
  const area = both ? metrics.areaUnderRoc(probabilities, labels) : null;
  const rate = (name: string, meaning: string, value: number | null) => {
    return { name, meaning, shown: percent(value), live: name.toLowerCase() };
  };
  const plain = (name: string, meaning: string, value: number | null) => {
    return { name, meaning, shown: figure(value) };
  };
  const loss = metrics.meanLoss(probabilities, labels);
  return {
    evaluation,
    readings,
    positives,
    confusion,
    values: [
      rate("Accuracy", "right of all", metrics.accuracy(confusion)),
      rate("Precision", "right of those taken for yes", metrics.precision(confusion)),
      rate("Recall", "found of those that are yes", metrics.recall(confusion)),
      rate("F1", "harmonic mean of the two", metrics.f1(confusion)),
      plain("AUC", "area under the ROC curve", area),
      plain("Mean loss", `nats per ${thing}`, loss),
    ],
    roc: both ? { title, points: metrics.rocCurve(probabilities, labels), area } : undefined,
  };
}

type Cell = readonly [name: string, value: number, kind: string, live: string];

function matrix({ confusion: c }: Scores): Html {
  const row = (label: string, cells: readonly Cell[]) => {
    const sum = cells[0]![1] + cells[1]![1];
    const drawn = cells.map(([name, value, kind, live]) => {
      const part = sum > 0 ? value / sum : 0;
      return html`<td class="${kind}" data-cell="${live}" style="--part:${part.toFixed(3)}"><b>${count(value)}</b><span>${percent(sum > 0 ? part : null)}</span><small>${name}</small></td>`;
    });
    return html`<tr><th scope="row">${label}</th>${drawn}</tr>
`;
  };
  return html`<table class="confusion"><caption>Shares are of the row</caption>
<thead><tr><td></td><th scope="col">predicted yes</th><th scope="col">predicted no</th></tr></thead>
<tbody>
${row("is yes", [
  ["true positive", c.truePositive, "right", "tp"],
  ["false negative", c.falseNegative, "wrong", "fn"],
])}${row("is no", [
  ["false positive", c.falsePositive, "wrong", "fp"],
  ["true negative", c.trueNegative, "right", "tn"],
])}</tbody></table>`;
}
