import { confusedPairs, likeliest } from "../learning/class-metrics.js";
import { calibration } from "../learning/metrics.js";
import { type ClassesScore, scoreClasses } from "../learning/scores.js";
import { capital, count, counted } from "../text.js";
import {
  type Compared,
  type Evaluated,
  type Measure,
  measureTable,
  type Thing,
} from "./evaluation-parts.js";
import { figure, type Html, html, percent } from "./html.js";
import { calibrationChart } from "./rate-charts.js";

/** What a network answered to readings whose classes are known. */
export interface ClassesEvaluation extends Evaluated {
  readonly task: "classes";
  readonly classes: readonly string[];
  /** (readings, classes) */
  readonly probabilities: Float32Array;
  /** the class of each reading, from 0 */
  readonly labels: Float32Array;
  /** whether the probabilities of a reading add up to 1, as those of classes do; of outputs with yes or no they need not */
  readonly exclusive: boolean;
}

/** Classes of which a page shows each pair. */
const MOST_PAIRS = 24;
/** Classes whose matrix leaves room for something beside it. */
const MOST_BESIDE = 14;
/** Classes whose cells have room for a share besides the count. */
const ROOMY = 6;
const BINS = 10;
/** Mistakes that are listed. */
const MOST_MISTAKES = 8;

interface Scored {
  readonly score: ClassesScore;
  readonly measures: readonly Measure[];
}

export const CLASSES_NOTE = "The class with the largest probability counts.";

/** Who is taken for whom, and the scores. */
export function classesResult(evaluation: ClassesEvaluation, thing: Thing, baselines?: Html): Html {
  const { score, measures } = scored(evaluation, thing);
  const { classes, readings } = score;
  const pairs =
    classes.length <= MOST_PAIRS
      ? html`<div class="card"><h4>Confusion matrix</h4>${matrix(score)}</div>`
      : "";
  const large = classes.length > MOST_BESIDE;
  const first = html`<div class="stack ${large ? "all" : "wide"}">${pairs}
${large ? "" : (baselines ?? "")}</div>`;
  return html`<p>${counted(readings, thing)} of ${count(classes.length)} classes.</p>
<div class="cards">${pairs || baselines ? first : ""}
<div class="card"><h4>Scores</h4>${measureTable(measures)}
${mistakes(score, thing)}</div>
${large ? (baselines ?? "") : ""}</div>`;
}

/** The rates of each class, and how far the probabilities can be believed. */
export function classesDetails(evaluation: ClassesEvaluation, i: number, thing: Thing): Html {
  const { score } = scored(evaluation, thing);
  return html`<div class="cards"><div class="card wide"><h4>Each class</h4>${ratesTable(score, thing)}</div>
<div class="card"><h4>How sure it is</h4>${certainty(evaluation, i, thing)}</div></div>`;
}

/** What a table of all evaluations says of one. */
export function classesCompared(evaluation: ClassesEvaluation, thing: Thing): Compared {
  const { score, measures } = scored(evaluation, thing);
  const { title } = evaluation;
  return {
    title,
    cells: [{ name: `${capital(thing)}s`, shown: count(score.readings) }, ...measures],
  };
}

function scored(evaluation: ClassesEvaluation, thing: Thing): Scored {
  const { title, classes, probabilities, labels, exclusive } = evaluation;
  const score = scoreClasses(title, classes, probabilities, labels);
  const most = score.classes.reduce((a, b) => (b.readings > a.readings ? b : a));
  const always = score.readings > 0 ? most.readings / score.readings : null;
  const loss = { name: "Log loss", meaning: `nats per ${thing}`, shown: figure(score.loss) };
  return {
    score,
    measures: [
      { name: "Accuracy", meaning: "right of all", shown: percent(score.accuracy) },
      {
        name: "Always the most frequent",
        meaning: "right without a network",
        shown: percent(always),
      },
      {
        name: "Mean recall",
        meaning: "all classes count alike",
        shown: percent(score.meanRecall),
      },
      { name: "Macro F1", meaning: "the same of F1", shown: percent(score.macroF1) },
      ...(exclusive ? [loss] : []),
    ],
  };
}

/** True classes down, predicted ones across; the darker, the larger the share of the row. */
function matrix({ classes, confusion }: ClassesScore): Html {
  const names = classes.map((c) => c.class);
  const roomy = names.length <= ROOMY;
  const head = names.map((name) => html`<th scope="col"><span>${name}</span></th>`);
  const rows = confusion.map((row, t) => {
    const sum = classes[t]!.readings;
    const cells = row.map((value, p) => {
      const share = sum > 0 ? value / sum : 0;
      const kind = p === t ? "right" : value > 0 ? "wrong" : "none";
      const told = `${names[t]} taken for ${names[p]}: ${count(value)} of ${count(sum)}`;
      const part = roomy && value > 0 ? html`<small>${percent(share)}</small>` : "";
      const number = value > 0 || p === t ? html`<b>${count(value)}</b>${part}` : html`<i>0</i>`;
      return html`<td class="${kind}" style="--part:${share.toFixed(3)}" title="${told}">${number}</td>`;
    });
    return html`<tr><th scope="row">${names[t]!}</th>${cells}</tr>
`;
  });
  return html`<p class="note">True classes down, predicted ones across. Shades${roomy ? " and percentages" : ""} are shares of a row.</p>
<div class="scroll" role="region" aria-label="Confusion matrix" tabindex="0"><table class="matrix${roomy ? "" : " dense"}" style="--k:${names.length}">
<thead><tr><td></td>${head}</tr></thead>
<tbody>
${rows}</tbody></table></div>`;
}

function ratesTable({ classes }: ClassesScore, thing: Thing): Html {
  const rows = classes.map(
    (
      c,
    ) => html`<tr><th scope="row">${c.class}</th><td>${count(c.readings)}</td><td>${percent(c.precision)}</td><td>${bar(c.recall)}</td><td>${percent(c.f1)}</td></tr>
`,
  );
  return html`<p class="note">Precision: right of those predicted so. Recall: found of those that are so.</p>
<div class="scroll" role="region" aria-label="Each class" tabindex="0"><table>
<thead><tr><th scope="col">class</th><th scope="col">${thing}s</th><th scope="col">precision</th><th scope="col">recall</th><th scope="col">F1</th></tr></thead>
<tbody>
${rows}</tbody></table></div>`;
}

/** A share with a bar under it. */
const bar = (share: number | null): Html =>
  html`${percent(share)}<span class="bar" style="--part:${(share ?? 0).toFixed(3)}"></span>`;

/** The pairs that are mistaken most often. */
function mistakes({ classes, confusion }: ClassesScore, thing: Thing): Html {
  const pairs = confusedPairs(confusion);
  if (pairs.length === 0) return html`<p class="note">Not one mistake.</p>`;
  const rows = pairs.slice(0, MOST_MISTAKES).map(
    (pair) =>
      html`<tr><th scope="row">${classes[pair.truly]!.class}</th><td class="text">${classes[pair.predicted]!.class}</td><td>${count(pair.count)}</td></tr>
`,
  );
  return html`<h4>Most frequent mistakes</h4><table><thead><tr><th scope="col">is</th><th scope="col" class="text">taken for</th><th scope="col">${thing}s</th></tr></thead>
<tbody>
${rows}</tbody></table>`;
}

/** How often the likeliest class was the right one, by the probability that the network gave it. */
function certainty(
  { title, classes, probabilities, labels }: ClassesEvaluation,
  i: number,
  thing: Thing,
): Html {
  const k = classes.length;
  const best = likeliest(probabilities, k);
  const sure = Float32Array.from(best, (name, row) => probabilities[row * k + name]!);
  const right = Float32Array.from(best, (name, row) => (name === labels[row] ? 1 : 0));
  return calibrationChart(`sure-${i}`, title, calibration(sure, right, BINS), {
    predicted: "probability of the likeliest class",
    observed: "share that was right",
    thing,
  });
}
