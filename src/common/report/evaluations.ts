import { count, counted } from "../text.js";
import {
  CLASSES_NOTE,
  type ClassesEvaluation,
  classesCompared,
  classesDetails,
  classesResult,
} from "./class-evaluations.js";
import { type Compared, folded, MOST_CHARTED, sideBySide, type Thing } from "./evaluation-parts.js";
import { hardestOf } from "./hardest-evaluations.js";
import { type Html, html } from "./html.js";
import { nameOf, sizeOf } from "./main-evaluations.js";
import {
  NUMBERS_NOTE,
  type NumbersEvaluation,
  numbersCompared,
  numbersDetails,
  numbersResult,
} from "./number-evaluations.js";
import {
  YES_NO_NOTE,
  type YesNoEvaluation,
  yesNoCompared,
  yesNoCurves,
  yesNoDetails,
  yesNoResult,
} from "./yes-no-evaluations.js";

/** What a network answered to readings whose targets are known. */
export type Evaluation = YesNoEvaluation | ClassesEvaluation | NumbersEvaluation;

/** Evaluations of the same readings that are shown at once; of more the others are folded. */
const MOST_OPEN = 2;

const NOTES: Readonly<Record<Evaluation["task"], string>> = {
  "yes-no": YES_NO_NOTE,
  classes: CLASSES_NOTE,
  numbers: NUMBERS_NOTE,
};

/** Cards that stand beside the first result. */
export interface Beside {
  readonly boundary?: Html;
  readonly baselines?: Html;
}

/** How well the network does on what the page is about. */
export function resultSection(
  main: readonly Evaluation[],
  all: readonly Evaluation[],
  thing: Thing,
  beside: Beside = {},
): Html {
  const none = html`<p class="empty">Nothing was evaluated: there were no held-out ${thing}s.</p>`;
  const shown = hardestOf(main, MOST_CHARTED);
  const open = shown.length <= MOST_OPEN ? shown : shown.slice(0, 1);
  const others = shown.slice(open.length);
  const tasks = [...new Set(main.map(({ task }) => task))];
  const single = main.length === 1;
  const table = single ? "" : comparison(main, nameOf, thing, beside.baselines);
  const articles = open.map((one, i) =>
    article(one, all.indexOf(one), thing, single && i === 0 ? beside : {}),
  );
  const more = others.map((one) => folded(one.title, article(one, all.indexOf(one), thing)));
  const body =
    main.length === 0
      ? none
      : html`<p class="note">${tasks.map((task) => NOTES[task]).join(" ")}</p>
${main[0]!.task === "classes" ? [articles, table] : [table, articles]}${more}${leftOut(shown.length, main.length)}`;
  return html`<section aria-labelledby="result"><h2 id="result">Result</h2>
${body}</section>`;
}

/** All evaluations beside each other; those that the page is not about folded. Nothing where there are no others. */
export function comparisonSection(
  main: readonly Evaluation[],
  all: readonly Evaluation[],
  thing: Thing,
): Html | undefined {
  if (all.length === main.length) return undefined;
  const others = all.filter((one) => !main.includes(one));
  const shown = hardestOf(others, Math.max(0, MOST_CHARTED - main.length));
  const folds = shown.map((one) => folded(one.title, article(one, all.indexOf(one), thing)));
  const yesNo = all.filter((evaluation) => evaluation.task === "yes-no");
  return html`<section aria-labelledby="comparison"><h2 id="comparison">Side by side</h2>
${comparison(all, ({ title }) => title, thing, yesNoCurves(yesNo, thing))}${folds}${leftOut(shown.length, others.length)}</section>`;
}

function article(evaluation: Evaluation, i: number, thing: Thing, beside: Beside = {}): Html {
  const heading = html`<h3>${evaluation.title}</h3>`;
  if (sizeOf(evaluation) === 0) return html`${heading}<p class="empty">No ${thing}s.</p>`;
  const [result, more, summary] = partsOf(evaluation, i, thing, beside);
  return html`<article>${heading}
${result}${folded(summary, more)}</article>
`;
}

function partsOf(
  evaluation: Evaluation,
  i: number,
  thing: Thing,
  beside: Beside,
): readonly [result: Html, more: Html, summary: string] {
  switch (evaluation.task) {
    case "yes-no":
      return [
        yesNoResult(evaluation, i, thing, beside),
        yesNoDetails(evaluation, i, thing, beside),
        beside.boundary
          ? "Other thresholds, and how far to trust the probabilities"
          : "How far to trust the probabilities",
      ];
    case "classes":
      return [
        classesResult(evaluation, thing, beside.baselines),
        classesDetails(evaluation, i, thing),
        "Each class, and how sure the network is",
      ];
    case "numbers":
      return [
        numbersResult(evaluation, i, thing, beside.baselines),
        numbersDetails(evaluation, i, thing),
        "What the errors look like",
      ];
  }
}

/** @param titleOf what tells these evaluations apart */
function comparison(
  all: readonly Evaluation[],
  titleOf: (evaluation: Evaluation) => string,
  thing: Thing,
  beside: Html | "" = "",
): Html {
  const kinds = (["classes", "yes-no", "numbers"] as const).map((task) =>
    all.filter((evaluation) => evaluation.task === task),
  );
  const table = (some: readonly Evaluation[]) =>
    sideBySide(some.map((one) => ({ ...compared(one, thing), title: titleOf(one) })));
  const tables = kinds.flatMap((some) => {
    if (some.length === 0) return [];
    const shown = hardestOf(some, MOST_CHARTED);
    const rest = `All ${count(some.length)}, in the order of the outputs`;
    const more = shown.length < some.length ? folded(rest, table(some)) : "";
    const heading = more === "" ? "" : html`<h4>The ${count(shown.length)} hardest</h4>`;
    const wide = all.length > MOST_OPEN ? " wide" : "";
    return [html`<div class="card${wide}">${heading}${table(shown)}${more}</div>`];
  });
  return html`<div class="cards">${tables}${beside}</div>`;
}

function compared(evaluation: Evaluation, thing: Thing): Compared {
  switch (evaluation.task) {
    case "yes-no":
      return yesNoCompared(evaluation, thing);
    case "classes":
      return classesCompared(evaluation, thing);
    case "numbers":
      return numbersCompared(evaluation, thing);
  }
}

/** A word about evaluations without charts. */
function leftOut(charted: number, all: number): Html {
  if (charted === all) return html``;
  const note =
    charted === 0
      ? "These have no charts of their own."
      : `Charts of the ${count(charted)} hardest of ${counted(all, "evaluation")}, the worst first.`;
  return html`<p class="note">${note}</p>`;
}
