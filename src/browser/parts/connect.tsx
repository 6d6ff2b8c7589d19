import { disconnectLink, reconnectLink } from "../links/connect.js";
import type { ScreenProps } from "../page.js";
import { disconnectSource, reconnect } from "../sources/connect-source.js";
import { useMeasuredRate } from "../sources/use-measured-rate.js";
import type { AppState } from "../state/app-state.js";
import type { Connection } from "../state/connection.js";
import { Badge } from "./badge.js";
import { Button } from "./button.js";
import { ConnectMenu } from "./connect-menu.js";
import { MovementButtons } from "./movement-buttons.js";

/** What is connected, and how something else is: where readings come from. */
export function Connect({ app, state }: ScreenProps) {
  const { source } = state;
  return (
    <div class="stack tight connect">
      <SourceStatus app={app} state={state} />
      {source.status === "open" && source.to.movements && (
        <MovementButtons movements={source.to.movements} />
      )}
      {(source.status === "none" || source.status === "lost") && (
        <ConnectMenu app={app} state={state} />
      )}
    </div>
  );
}

/** One line: what readings come from, and what can be done about it. */
export function SourceStatus({ app, state: { source } }: ScreenProps) {
  const rate = useMeasuredRate(app);
  return (
    <div class="row spread">
      <div class="row tight" role="status">
        <span>{words(source, (to) => to.title)}</span>
        {source.status === "open" && source.to.madeUp && <Badge tone="warn">made up</Badge>}
      </div>
      {source.status === "open" && rate !== undefined && (
        <span class="small muted numbers">{rate} readings a second</span>
      )}
      <ConnectionButtons
        connection={source}
        onEnd={() => void disconnectSource(app)}
        onAgain={() => void reconnect(app)}
      />
    </div>
  );
}

/** The same for the line to a board. */
export function LinkStatus({ app, state: { link } }: ScreenProps) {
  return (
    <div class="row spread">
      <span role="status">{words(link, (to) => to.title)}</span>
      <ConnectionButtons
        connection={link}
        onEnd={() => void disconnectLink(app)}
        onAgain={() => void reconnectLink(app)}
      />
    </div>
  );
}

function words<T>(connection: Connection<T>, titleOf: (to: T) => string): string {
  switch (connection.status) {
    case "none":
      return connection.why ?? "Nothing is connected.";
    case "opening":
      return `${connection.title}: connecting …`;
    case "open":
      return titleOf(connection.to);
    case "lost":
      return `${connection.title}: ${connection.why}`;
  }
}

interface ConnectionButtonsProps {
  readonly connection: AppState["source"] | AppState["link"];
  readonly onEnd: () => void;
  readonly onAgain: () => void;
}

function ConnectionButtons({ connection, onEnd, onAgain }: ConnectionButtonsProps) {
  switch (connection.status) {
    case "none":
      return null;
    case "opening":
      return (
        <Button size="small" onClick={onEnd}>
          Cancel
        </Button>
      );
    case "open":
      return (
        <Button size="small" onClick={onEnd}>
          Disconnect
        </Button>
      );
    case "lost":
      return (
        <Button kind="primary" size="small" onClick={onAgain}>
          Connect again
        </Button>
      );
  }
}
