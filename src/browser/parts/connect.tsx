import type { ScreenProps } from "../page.js";
import { disconnectSource, reconnect } from "../sources/connect-source.js";
import type { Source } from "../sources/source.js";
import { useMeasuredRate } from "../sources/use-measured-rate.js";
import type { Connection } from "../state/connection.js";
import { Badge } from "./badge.js";
import { Button } from "./button.js";
import { ConnectMenu } from "./connect-menu.js";
import { MovementButtons } from "./movement-buttons.js";

/** What is connected, and how something else is: where readings come from. */
export function Connect({ app, state }: ScreenProps) {
  const { source } = state;
  return (
    <div class="stack tight">
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
        <span>{words(source)}</span>
        {source.status === "open" && source.to.madeUp && <Badge tone="warn">made up</Badge>}
      </div>
      {source.status === "open" && rate !== undefined && (
        <span class="small muted numbers">{rate} readings a second</span>
      )}
      <ConnectionButton
        source={source}
        onEnd={() => void disconnectSource(app)}
        onAgain={() => void reconnect(app)}
      />
    </div>
  );
}

function words(source: Connection<Source>): string {
  switch (source.status) {
    case "none":
      return source.why ?? "Nothing is connected.";
    case "opening":
      return `${source.title}: connecting …`;
    case "open":
      return source.to.title;
    case "lost":
      return `${source.title}: ${source.why}`;
  }
}

interface ConnectionButtonProps {
  readonly source: Connection<Source>;
  readonly onEnd: () => void;
  readonly onAgain: () => void;
}

function ConnectionButton({ source, onEnd, onAgain }: ConnectionButtonProps) {
  switch (source.status) {
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
