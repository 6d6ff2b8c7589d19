import type { ScreenProps } from "../../page.js";
import { Empty } from "../../parts/empty.js";
import { EndedCard } from "./ended-card.js";
import { LearningCard } from "./learning-card.js";
import { NowCard } from "./now-card.js";
import { StartCard } from "./start-card.js";
import { taughtText } from "./teach-actions.js";
import { TeachCard } from "./teach-card.js";
import { WeightsCard } from "./weights-card.js";

/** Watching a network at work, and teaching it. */
export function TeachScreen({ app, state }: ScreenProps) {
  const { status, guesses } = state.teaching;
  if (taughtText(state) === undefined) {
    return (
      <Empty icon="teach" title="Nothing to watch yet">
        <p>Record something and train a network: then you can watch it here, and teach it.</p>
      </Empty>
    );
  }
  if (status.is === "off") return <StartCard app={app} state={state} />;
  const seen = guesses.length > 0 || status.is === "on";
  return (
    <div class="stack">
      {status.is === "ended" && <EndedCard app={app} state={state} why={status.why} />}
      {status.is === "starting" && (
        <p role="status" class="muted">
          {status.title}: {status.doing} …
        </p>
      )}
      {seen && (
        <div class="halves teach">
          <div class="stack">
            <NowCard app={app} state={state} />
            <TeachCard app={app} state={state} />
          </div>
          <div class="stack">
            <LearningCard app={app} state={state} />
            <WeightsCard app={app} state={state} />
          </div>
        </div>
      )}
    </div>
  );
}
