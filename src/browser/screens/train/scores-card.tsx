import type { Score } from "../../../common/learning/scores.js";
import { percent } from "../../../common/text.js";
import { Card } from "../../parts/card.js";
import { Figures } from "../../parts/figures.js";
import type { Evaluation } from "../../worker/training.js";
import { ClassMatrix, YesNoMatrix } from "./class-matrix.js";

const PARTS: Readonly<Record<string, string>> = {
  validation: "held out, new to it",
  training: "what it learnt from",
};

/** How well it does, by the same measures as the command line's. */
export function ScoresCard({ evaluation }: { readonly evaluation: Evaluation }) {
  const { scores, summary, baselines } = evaluation;
  const parts = ["validation", "training"].flatMap((part) =>
    scores.filter((score) => score.part === part && score.readings > 0),
  );
  return (
    <Card class="came-to" title="How well it does">
      <p class="large">{summaryWords(summary)}</p>
      {parts.map((score) => (
        <div key={`${score.part} ${score.task} ${score.output}`} class="stack tight">
          <h4>{titleOf(score, scores)}</h4>
          <Figures figures={figuresOf(score)} />
          {score.task === "classes" && (
            <ClassMatrix score={score} caption={`Class matrix, ${PARTS[score.part!]}`} />
          )}
          {score.task === "yes-no" && (
            <YesNoMatrix score={score} caption={`${score.output}, ${PARTS[score.part!]}`} />
          )}
        </div>
      ))}
      <details>
        <summary>Beside answers that read nothing</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be reached by keys */}
        <pre class="small" tabIndex={0}>
          {baselines}
        </pre>
      </details>
    </Card>
  );
}

/** The command line's sentence, in the page's words. */
const summaryWords = (summary: string): string =>
  `${summary.replace(/^validation: /, "Held out: ").replace(/^training: /, "Of what it learnt: ")}.`;

function titleOf(score: Score, all: readonly Score[]): string {
  const several = new Set(all.map(({ output }) => output)).size > 1;
  const part = PARTS[score.part!]!;
  const name = several ? `${score.output ?? "the largest output"}: ` : "";
  return `${name}${name === "" ? part.replace(/^./, (first) => first.toUpperCase()) : part}`;
}

function figuresOf(score: Score): { name: string; value: string }[] {
  const fixed = (value: number | null) => (value === null ? "–" : value.toFixed(3));
  switch (score.task) {
    case "classes":
      return [
        { name: "Accuracy", value: percent(score.accuracy) },
        { name: "Macro F1", value: percent(score.macroF1) },
        { name: "Mean recall", value: percent(score.meanRecall) },
        ...(score.loss === null ? [] : [{ name: "Log loss", value: fixed(score.loss) }]),
      ];
    case "yes-no":
      return [
        { name: "Accuracy", value: percent(score.accuracy) },
        { name: "F1", value: percent(score.f1) },
        { name: "AUC", value: fixed(score.areaUnderRoc) },
        { name: "Log loss", value: fixed(score.loss) },
      ];
    case "numbers":
      return [
        { name: "Mean error", value: measure(score.meanAbsoluteError, score.unit) },
        { name: "RMSE", value: measure(score.rootMeanSquareError, score.unit) },
        { name: "R²", value: fixed(score.r2) },
      ];
  }
}

const measure = (value: number | null, unit = ""): string =>
  value === null ? "–" : `${Number(value.toPrecision(3))} ${unit}`.trim();
