import type { FirmwareLink } from "../../links/link.js";
import type { ScreenProps } from "../../page.js";
import { Button } from "../../parts/button.js";
import { Card } from "../../parts/card.js";
import { sendCheckpoint } from "./board-actions.js";
import { boardCalled } from "./wish.js";

interface FirmwareCardProps extends ScreenProps {
  readonly link: FirmwareLink;
}

/** A board with perceptino's own firmware: it has its network already, and takes weights for it. */
export function FirmwareCard({ app, state, link }: FirmwareCardProps) {
  const { trained } = state.project;
  return (
    <Card title={link.title}>
      <p>
        This board runs perceptino's firmware, with a network that was built into it. If it is this
        project's, it takes the weights that were trained here.
      </p>
      <div class="row tight">
        <Button
          kind="primary"
          icon="upload"
          disabled={!trained}
          onClick={() => void sendCheckpoint(app, link)}
        >
          Send the weights
        </Button>
      </div>
      {link.board && boardCalled(link.board.name) ? (
        <p class="muted small">
          Another network comes with another firmware, which this page makes: choose the board under
          "What goes there".
        </p>
      ) : (
        <p class="muted small">
          Another network needs another firmware: save the network file under "Share", then{" "}
          <code>perceptino flash network.json --board {link.board?.name ?? "NAME"}</code>.
        </p>
      )}
    </Card>
  );
}
