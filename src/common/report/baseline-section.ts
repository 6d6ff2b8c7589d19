import type { BaselineKind, PartBaselines } from "../learning/baselines.js";
import type { Thing } from "./evaluation-parts.js";
import { figure, type Html, html, percent } from "./html.js";
import type { LossGuide } from "./loss-chart.js";

const ANSWERS: Readonly<Record<BaselineKind, { name: string; meaning(numbers: boolean): string }>> =
  {
    guess: {
      name: "always the same guess",
      meaning: (numbers) =>
        numbers ? "the mean of what was trained on" : "the shares of what was trained on",
    },
    last: {
      name: "as the one before",
      meaning: (numbers) =>
        numbers ? "the last one again" : "as often as it was kept in training",
    },
    constant: { name: "the best constant", meaning: () => "chosen knowing these very answers" },
  };

/** What answers without reading come to, beside the network. */
export function baselineTable(
  { loss, accuracy, baselines }: PartBaselines,
  thing: Thing,
  task: string,
): Html {
  const rated = accuracy !== null;
  const numbers = task === "numbers";
  const row = (name: string, meaning: string, own: { loss: number; accuracy: number | null }) =>
    html`<tr><th scope="row">${name}<small>${meaning}</small></th><td>${figure(own.loss)}</td>${rated ? html`<td>${percent(own.accuracy)}</td>` : ""}</tr>
`;
  const rows = baselines.map((one) =>
    row(ANSWERS[one.kind].name, ANSWERS[one.kind].meaning(numbers), one),
  );
  return html`<div class="card"><h4>Beside answers that read nothing</h4><table class="beside"><thead><tr><th scope="col">answer</th><th scope="col">loss</th>${rated ? html`<th scope="col">right</th>` : ""}</tr></thead>
<tbody>
${row("this network", `reads each ${thing}`, { loss, accuracy })}${rows}</tbody></table></div>`;
}

/** The line in the curves that learning has to get below. */
export function lossGuide(parts: readonly PartBaselines[]): LossGuide | undefined {
  const guess = (part: string) =>
    parts.find((one) => one.part === part)?.baselines.find(({ kind }) => kind === "guess")?.loss;
  const [training, validation] = [guess("training"), guess("validation")];
  if (training === undefined && validation === undefined) return undefined;
  return { label: "always the same guess", training, validation };
}
