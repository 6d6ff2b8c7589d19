import type { ScreenProps } from "../../page.js";
import { Badge } from "../../parts/badge.js";
import { Button } from "../../parts/button.js";
import { Card } from "../../parts/card.js";
import { Choices } from "../../parts/choices.js";
import { openOf } from "../../state/connection.js";
import { SURE, type Teaching, verdictOf } from "../../state/teaching.js";
import { colourAt, nameAt } from "./names.js";
import { stopWatching } from "./teach-actions.js";

/** What it makes of its readings just now, large enough to be read from afar. */
export function NowCard({ app, state }: ScreenProps) {
  const { teaching, project } = state;
  const { status, filled, stride } = teaching;
  const { classes } = project;
  const source = openOf(state.source);
  const { movements } = source ?? {};
  const on = status.is === "on";
  return (
    <Card
      class="now"
      title="It guesses"
      end={
        <>
          {status.is === "on" && (
            <Badge {...(status.title === "this page" && { tone: "warn" as const })}>
              {status.title === "this page" ? "this page plays the board" : status.title}
            </Badge>
          )}
          {on && (
            <Button size="small" icon="stop" onClick={() => void stopWatching(app)}>
              Stop
            </Button>
          )}
        </>
      }
    >
      <BigGuess teaching={teaching} classes={classes} />
      {stride > 1 && (
        <div class="window" aria-hidden="true">
          <span style={{ width: `${(100 * filled) / stride}%` }} />
        </div>
      )}
      <Strip teaching={teaching} classes={classes} />
      {movements && on && (
        <Choices
          label="Made-up movement"
          options={movements.names.map((name) => ({ value: name, text: name }))}
          value={movements.now()}
          onChoose={(name) => {
            movements.choose(name);
            app.update((now) => ({ ...now }));
          }}
        />
      )}
    </Card>
  );
}

interface GuessProps {
  readonly teaching: Teaching;
  /** of the project */
  readonly classes: readonly string[];
}

function BigGuess({ teaching, classes }: GuessProps) {
  const last = teaching.guesses.at(-1);
  if (!last) {
    return (
      <p class="big muted" role="status">
        {teaching.status.is === "on" ? "waiting for readings …" : "nothing yet"}
      </p>
    );
  }
  const verdict = verdictOf(teaching.task, last.said);
  if (!verdict) {
    return (
      <p class="big numbers">
        {last.said.map((value, i) => (
          <span key={teaching.outputs[i]}>
            <small>{teaching.outputs[i]}</small> {value.toPrecision(4)}
          </span>
        ))}
      </p>
    );
  }
  const name = nameAt(teaching, verdict.index);
  const percent = `${Math.round(100 * verdict.share)} %`;
  return (
    <div class="verdict" style={{ "--class": colourAt(teaching, verdict.index, classes) }}>
      <p class={verdict.sure ? "big" : "big unsure"} aria-live="polite">
        {verdict.sure ? name : "not sure"}
      </p>
      <p class="muted numbers">
        {verdict.sure
          ? `${percent} sure`
          : `perhaps ${name}, ${percent}: below ${Math.round(100 * SURE)} % it does not say`}
      </p>
    </div>
  );
}

/** The last guesses, the newest at the right: taller is surer; a tick where it was told what it was. */
function Strip({ teaching, classes }: GuessProps) {
  const { guesses } = teaching;
  if (teaching.task === "numbers") return null;
  const words = guesses
    .slice(-5)
    .map(({ said }) => nameAt(teaching, verdictOf(teaching.task, said)!.index));
  return (
    <div
      class="strip"
      role="img"
      aria-label={`The last guesses: ${words.join(", ") || "none yet"}`}
    >
      {guesses.map(({ number, said, taught }) => {
        const verdict = verdictOf(teaching.task, said)!;
        return (
          <span
            key={number}
            class={`${verdict.sure ? "sure" : "unsure"}${taught ? " taught" : ""}`}
            style={{
              "--class": colourAt(teaching, verdict.index, classes),
              height: `${Math.max(8, 100 * verdict.share)}%`,
            }}
          />
        );
      })}
    </div>
  );
}
