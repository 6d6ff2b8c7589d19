import { useState } from "preact/hooks";
import { SENSORS } from "../../../common/espruino/sensors.js";
import type { ScreenProps } from "../../page.js";
import { Button } from "../../parts/button.js";
import { Card } from "../../parts/card.js";
import { ConnectButtons } from "../../parts/connect-buttons.js";
import { Select } from "../../parts/select.js";
import { openOf } from "../../state/connection.js";
import { playWith, watch } from "./teach-actions.js";

/** In place of a sensor's name. */
const FROM_PAGE = "page";

/** Before anything is watched: which board, or the page itself. */
export function StartCard({ app, state }: ScreenProps) {
  const link = openOf(state.link);
  return (
    <div class="halves teach">
      <Card title={link ? `Your board: ${link.title}` : "With a board"}>
        {link ? (
          <WatchBoard app={app} state={state} />
        ) : (
          <>
            <p>
              Its own sensor, its own network: you see what it guesses, tell it what it was, and it
              learns there.
            </p>
            <ConnectButtons app={app} state={state} />
          </>
        )}
      </Card>
      <PlayCard app={app} state={state} />
    </div>
  );
}

function WatchBoard({ app, state }: ScreenProps) {
  const link = openOf(state.link)!;
  const source = openOf(state.source);
  const { channels } = state.project;
  const own =
    link.kind === "espruino" ? SENSORS.filter(({ values }) => values === channels.length) : [];
  const wished = state.source.status === "open" ? state.source.how?.wishes.sensor : undefined;
  const options = [
    ...own.map(({ name, title }) => ({ value: name, text: `${name} (${title})` })),
    ...(source ? [{ value: FROM_PAGE, text: `what this page reads: ${source.title}` }] : []),
  ];
  const [chosen, choose] = useState<string>();
  const sensor = chosen ?? wished ?? options[0]?.value;
  return (
    <>
      {options.length > 0 ? (
        <Select
          label="It reads"
          options={options}
          value={sensor ?? FROM_PAGE}
          onChoose={(value) => choose(value)}
        />
      ) : (
        <p>
          {link.kind === "firmware"
            ? "This board has no sensor that we know: the page gives it readings. Choose where they come from on the first screen."
            : "No sensor of such a board gives as many numbers as the network has inputs."}
        </p>
      )}
      <div class="row tight">
        <Button
          kind="primary"
          size="large"
          icon="teach"
          disabled={options.length === 0}
          onClick={() =>
            void watch(app, {
              what: "link",
              ...(sensor !== undefined && sensor !== FROM_PAGE && { sensor }),
            })
          }
        >
          Watch it
        </Button>
      </div>
    </>
  );
}

/** No board at hand: the page plays it. */
function PlayCard({ app, state }: ScreenProps) {
  const source = openOf(state.source);
  const opening = state.source.status === "opening";
  return (
    <Card title="Without a board">
      <p>
        This page plays the board: the very module that a board would run, in a place of its own.
        What you teach it is learnt there, and checked against a second copy here.
      </p>
      {source && <p class="small muted">Its readings: {source.title}.</p>}
      <div class="row tight">
        {source && (
          <Button kind="primary" icon="play" onClick={() => void watch(app, { what: "page" })}>
            Play the board
          </Button>
        )}
        {!source?.madeUp && (
          <Button
            icon="wand"
            disabled={opening}
            kind={source ? "quiet" : "primary"}
            onClick={() => void playWith(app, "demo")}
          >
            Made-up movements
          </Button>
        )}
        {!source && (
          <Button icon="phone" disabled={opening} onClick={() => void playWith(app, "motion")}>
            This phone or laptop
          </Button>
        )}
      </div>
      {state.source.status === "none" && state.source.why !== undefined && (
        <p class="bad" role="alert">
          {state.source.why}
        </p>
      )}
    </Card>
  );
}
