import type { ScreenProps } from "../../page.js";
import { Bar, classColour } from "../../parts/bar.js";
import { Button } from "../../parts/button.js";
import { Card } from "../../parts/card.js";
import { placeOfClass } from "../../state/classes.js";
import { type Answer, answersOf, type Teaching } from "../../state/teaching.js";
import { NumbersForm } from "./numbers-form.js";
import { keepTeaching, learnNow, teach } from "./teach-actions.js";

/** What it was in truth: a click, and it learns. */
export function TeachCard({ app, state }: ScreenProps) {
  const { teaching, project } = state;
  const on = teaching.status.is === "on";
  const answers = answersOf(teaching);
  return (
    <Card title="What was it?">
      <p class="muted">
        A click tells it what the last guess was of. Or let it learn one thing for a while: switch
        that on, show it, and switch it off.
      </p>
      {teaching.task === "numbers" ? (
        <NumbersForm app={app} teaching={teaching} />
      ) : (
        <ul class="answers plain">
          {answers.map((answer, i) => (
            <AnswerRow
              key={answer.name}
              answer={answer}
              index={placeOfClass(project.classes, answer.name, i)}
              share={shareOf(teaching, i)}
              kept={teaching.keeping?.join() === answer.target.join()}
              disabled={!on || teaching.guesses.length === 0}
              onTeach={() => teach(app, answer.target)}
              onKeep={(keep) => keepTeaching(app, keep ? answer.target : undefined)}
            />
          ))}
        </ul>
      )}
      <BatchLine teaching={teaching} disabled={!on} onLearn={() => learnNow(app)} />
    </Card>
  );
}

/** How likely the network holds an answer, where its rows are the outputs. */
function shareOf({ task, outputs, guesses }: Teaching, row: number): number | undefined {
  const said = guesses.at(-1)?.said;
  if (!said) return undefined;
  if (task === "classes") return said[row];
  if (outputs.length === 1) return row === 1 ? said[0] : 1 - said[0]!;
  return row === 0 ? undefined : said[row - 1];
}

interface AnswerRowProps {
  readonly answer: Answer;
  readonly index: number;
  readonly share: number | undefined;
  readonly kept: boolean;
  readonly disabled: boolean;
  readonly onTeach: () => void;
  readonly onKeep: (keep: boolean) => void;
}

function AnswerRow({ answer, index, share, kept, disabled, onTeach, onKeep }: AnswerRowProps) {
  return (
    <li class={kept ? "answer kept" : "answer"} style={{ "--class": classColour(index) }}>
      {share === undefined ? (
        <span>{answer.name}</span>
      ) : (
        <Bar
          label={answer.name}
          share={share}
          value={`${Math.round(100 * share)} %`}
          index={index}
          tall
        />
      )}
      <div class="row tight">
        <Button disabled={disabled} onClick={onTeach} aria-label={`This was it: ${answer.name}`}>
          This was it
        </Button>
        <Button
          kind="quiet"
          disabled={disabled}
          aria-label={`${kept ? "Teaching" : "Keep on"}: ${answer.name}`}
          onClick={() => onKeep(!kept)}
        >
          {kept ? "Teaching …" : "Keep on"}
        </Button>
      </div>
    </li>
  );
}

interface BatchLineProps {
  readonly teaching: Teaching;
  readonly disabled: boolean;
  readonly onLearn: () => void;
}

/** Most dots that are drawn. */
const MOST_DOTS = 32;

/** How full the batch is: when it is, it learns. */
function BatchLine({ teaching: { held, batch }, disabled, onLearn }: BatchLineProps) {
  return (
    <div class="row spread batch">
      <div class="stack tight grow">
        <span>
          {held === 0
            ? `It learns after ${batch} of them, or when you say so.`
            : `${held} of ${batch}: when all are there, it learns.`}
        </span>
        {batch <= MOST_DOTS && (
          <span class="dots" aria-hidden="true">
            {Array.from({ length: batch }, (_, i) => (
              <span key={i} class={i < held ? "full" : ""} />
            ))}
          </span>
        )}
      </div>
      <Button disabled={disabled || held === 0} onClick={onLearn}>
        Learn now
      </Button>
    </div>
  );
}
