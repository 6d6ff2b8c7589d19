import { disconnectLink } from "../../links/connect.js";
import type { FirmwareLink } from "../../links/link.js";
import type { ScreenProps } from "../../page.js";
import { Button } from "../../parts/button.js";
import { Card } from "../../parts/card.js";
import { Progress } from "../../parts/progress.js";
import type { SendingWeights } from "../../state/upload.js";
import { sendCheckpoint } from "./board-actions.js";
import { boardCalled } from "./wish.js";

interface FirmwareCardProps extends ScreenProps {
  readonly link: FirmwareLink;
}

/** A board with perceptino's own firmware: it has its network already, and takes weights for it. */
export function FirmwareCard({ app, state, link }: FirmwareCardProps) {
  const { project, teaching, upload } = state;
  const sending = upload.weights?.is === "sending";
  const saved = upload.weights?.is === "saved" && upload.weights.title === link.title;
  // One asks at a time.
  const watched = sessionIsOn(teaching.status.is);
  return (
    <Card
      title={link.title}
      end={
        !sending && (
          <Button size="small" kind="quiet" onClick={() => void disconnectLink(app)}>
            Disconnect
          </Button>
        )
      }
    >
      <p>
        This board runs perceptino's firmware, with a network that was built into it. If it is this
        project's, it takes the weights that were trained here.
      </p>
      {watched && <p class="muted">It is being watched: stop that first, on the next screen.</p>}
      <div class="row tight">
        <Button
          kind={saved ? "quiet" : "primary"}
          icon="upload"
          disabled={!project.trained || sending || watched}
          onClick={() => void sendCheckpoint(app, link)}
        >
          {saved ? "Send the weights again" : "Send the weights"}
        </Button>
      </div>
      {upload.weights && (saved || upload.weights.is !== "saved") && (
        <WeightsWords weights={upload.weights} />
      )}
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

const sessionIsOn = (is: string): boolean => is === "on" || is === "starting";

function WeightsWords({ weights }: { readonly weights: SendingWeights }) {
  switch (weights.is) {
    case "sending":
      return <Progress label="Sending the weights …" />;
    case "refused":
      return (
        <p class="bad" role="alert">
          {weights.why}
        </p>
      );
    case "interrupted":
      return <WeightsInterrupted why={weights.why} />;
    case "saved":
      return (
        <div class="stack tight" role="status">
          <p class="good">{weights.title} has the trained weights, and has saved them.</p>
          <div class="row tight">
            <a class="button primary" href="#teach">
              Watch and teach it
            </a>
          </div>
        </div>
      );
  }
}

/** What holds on the board after a cut, and the way on. */
export function WeightsInterrupted({ why }: { readonly why: string }) {
  return (
    <div class="stack tight" role="alert">
      <p class="bad">{why}</p>
      <p>
        The weights were not all there. What the board has saved is what it had before; what was
        trained is here. Send them again once it is connected.
      </p>
    </div>
  );
}
