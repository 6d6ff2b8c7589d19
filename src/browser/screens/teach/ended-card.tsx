import { reconnectLink } from "../../links/connect.js";
import type { ScreenProps } from "../../page.js";
import { Button } from "../../parts/button.js";
import { Card } from "../../parts/card.js";
import { ConnectButtons } from "../../parts/connect-buttons.js";
import { ended } from "../../state/teaching.js";
import { goOn } from "./teach-actions.js";

interface EndedProps extends ScreenProps {
  readonly why: string;
}

/** It ended by itself: why, and the way on. What was learnt is where it was. */
export function EndedCard({ app, state, why }: EndedProps) {
  const { link } = state;
  const lost = link.status === "lost";
  const again = async (): Promise<void> => {
    if (lost && !(await reconnectLink(app))) return;
    await goOn(app);
  };
  return (
    <Card title="Interrupted" class="ended">
      <p role="alert">{why}</p>
      <p class="muted">
        Nothing is lost: what the board has learnt is in it as long as it has power, and the page
        remembers where both were.
      </p>
      <div class="row tight">
        <Button
          kind="primary"
          icon="play"
          disabled={link.status === "opening"}
          onClick={() => void again()}
        >
          {lost ? "Connect again and go on" : "Go on"}
        </Button>
        <Button
          kind="quiet"
          onClick={() => app.update((now) => ({ ...now, teaching: ended(now.teaching) }))}
        >
          Watch something else
        </Button>
      </div>
      {link.status === "none" && link.why !== undefined && (
        <ConnectButtons app={app} state={state} />
      )}
    </Card>
  );
}
