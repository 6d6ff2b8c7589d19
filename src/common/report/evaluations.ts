import { type ClassesEvaluation, classEvaluations } from "./class-evaluations.js";
import type { Thing } from "./evaluation-parts.js";
import { type Html, html } from "./html.js";
import { type NumbersEvaluation, numberEvaluations } from "./number-evaluations.js";
import { type YesNoEvaluation, yesNoEvaluations } from "./yes-no-evaluations.js";

/** What a network answered to readings whose targets are known. */
export type Evaluation = YesNoEvaluation | ClassesEvaluation | NumbersEvaluation;

/** All evaluations, each kind in its own way. */
export function evaluationSection(evaluations: readonly Evaluation[], thing: Thing): Html {
  const classes = evaluations.filter((evaluation) => evaluation.task === "classes");
  const numbers = evaluations.filter((evaluation) => evaluation.task === "numbers");
  const yesNo = evaluations.filter((evaluation) => evaluation.task === "yes-no");
  const parts = [
    ...(classes.length > 0 ? [classEvaluations(classes, thing)] : []),
    ...(yesNo.length > 0 ? [yesNoEvaluations(yesNo, thing)] : []),
    ...(numbers.length > 0 ? [numberEvaluations(numbers, thing)] : []),
  ];
  const none = html`<p class="empty">Nothing was evaluated: there were no held-out ${thing}s.</p>`;
  return html`<section aria-labelledby="evaluation"><h2 id="evaluation">Evaluation</h2>
${parts.length > 0 ? parts : none}</section>`;
}
