import { useEffect, useMemo, useState } from "preact/hooks";
import type { NetworkSpec } from "../../../common/network/network-spec.js";
import { percent } from "../../../common/text.js";
import type { ScreenProps } from "../../page.js";
import { Badge } from "../../parts/badge.js";
import { Bar } from "../../parts/bar.js";
import { Card } from "../../parts/card.js";
import { streamOf } from "../../sources/stream.js";
import { placeOfClass } from "../../state/classes.js";
import { openOf } from "../../state/connection.js";
import { networkTextOf } from "../../state/design.js";
import { channelsFor } from "../../state/guess.js";
import { guessLive } from "./live-guess.js";

/** What the network makes of the readings that come just now, from the first epoch on. */
export function GuessCard({ app, state }: ScreenProps) {
  const { source, training, project, design } = state;
  const text = networkTextOf(state);
  const to = openOf(source);
  const spec = design.described?.text === text ? design.described?.spec : undefined;
  const channels = useMemo(() => to && spec && channelsFor(spec, to.channels), [to, spec]);
  const known = project.trained?.network === text ? project.trained?.checkpoint : undefined;
  const knows = known !== undefined || (training.run?.text === text && training.run !== undefined);
  const [said, setSaid] = useState<Float32Array>();
  const [error, setError] = useState<string>();
  useEffect(() => {
    setSaid(undefined);
    setError(undefined);
    if (!to || text === undefined || !Array.isArray(channels) || !knows) return;
    const order = { text, channels, ...(known && { checkpoint: known }) };
    return guessLive(streamOf(app), order, setSaid, (reason) => setError(String(reason)));
  }, [app, to, text, channels, knows, known]);
  return (
    <Card
      class="live-guess"
      title="Live guess"
      end={to?.madeUp && <Badge tone="warn">made up</Badge>}
    >
      {!to && (
        <p class="muted">
          Connect a sensor on the screen Record, and see here what the network makes of it, from the
          first epoch on.
        </p>
      )}
      {to && !knows && <p class="muted">It guesses as soon as it learns.</p>}
      {typeof channels === "string" && <p class="bad">{channels}</p>}
      {error !== undefined && <p class="bad">{error}</p>}
      {to && knows && spec && Array.isArray(channels) && (
        <Said spec={spec} said={said} classes={project.classes} />
      )}
    </Card>
  );
}

interface SaidProps {
  readonly spec: NetworkSpec;
  readonly said: Float32Array | undefined;
  /** of the project */
  readonly classes: readonly string[];
}

function Said({ spec, said, classes }: SaidProps) {
  if (!said) {
    return (
      <p class="muted">{spec.window ? "Waiting for a whole window…" : "Waiting for a reading…"}</p>
    );
  }
  if (spec.task === "numbers") {
    return (
      <ul class="plain stack tight">
        {spec.outputs.map(({ name, unit = "" }, i) => (
          <li key={name} class="row spread large numbers">
            <span>{name}</span>
            <span>{`${Number(said[i]!.toPrecision(3))} ${unit}`}</span>
          </li>
        ))}
      </ul>
    );
  }
  const best = said.indexOf(Math.max(...said));
  return (
    <>
      {spec.task === "classes" && (
        <p class="guess" role="status">
          {spec.outputs[best]!.name}
        </p>
      )}
      <div class="stack tight">
        {spec.outputs.map(({ name }, i) => (
          <Bar
            key={name}
            index={placeOfClass(classes, name, i)}
            label={name}
            share={said[i]!}
            value={percent(said[i]!)}
          />
        ))}
      </div>
    </>
  );
}
