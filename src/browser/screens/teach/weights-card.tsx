import { hex } from "../../../common/hex.js";
import type { ScreenProps } from "../../page.js";
import { Button } from "../../parts/button.js";
import { Card } from "../../parts/card.js";
import { confirm } from "../../parts/confirm.js";
import type { Fetched } from "../../state/project.js";
import { fetchWeights, putBack, saveThere, taughtText } from "./teach-actions.js";

/** Keeping what it has learnt: there, and here. */
export function WeightsCard({ app, state }: ScreenProps) {
  const { teaching, project } = state;
  const { status, busy, unsaved } = teaching;
  const ready = status.is === "on" && busy === undefined;
  const text = taughtText(state);
  const kept = (project.fetched ?? []).filter(({ network }) => network === text);
  const page = status.is === "on" && status.title === "this page";
  const back = async (fetched: Fetched): Promise<void> => {
    const yes = await confirm(app, {
      title: "Put these weights back?",
      text: `The board then knows what it knew ${when(fetched)}. What it has learnt since is gone, unless you fetch it first.`,
      yes: "Put back",
      danger: true,
    });
    if (yes) putBack(app, fetched);
  };
  return (
    <Card title="Keep it">
      <div class="row tight">
        <Button
          kind={unsaved > 0 ? "primary" : undefined!}
          icon="download"
          disabled={!ready}
          onClick={() => saveThere(app)}
        >
          {page ? "Save it here" : "Save on the board"}
        </Button>
        <Button icon="upload" disabled={!ready} onClick={() => fetchWeights(app)}>
          Fetch the weights
        </Button>
      </div>
      <p class="muted small" role="status">
        {busy !== undefined
          ? `${busy} …`
          : unsaved > 0
            ? "What it has learnt is lost when it is switched off, until you save it."
            : "Nothing new to save."}
      </p>
      {kept.length > 0 && (
        <ul class="kept plain">
          {kept.map((fetched) => (
            <li key={fetched.id} class="row spread">
              <span class="small">
                {when(fetched)}, step {fetched.steps} <code class="muted">{hex(fetched.hash)}</code>
              </span>
              <Button
                size="small"
                kind="quiet"
                disabled={!ready}
                onClick={() => void back(fetched)}
              >
                Put back
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

const when = ({ at, from }: Fetched): string =>
  `${new Date(at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" })} from ${from}`;
