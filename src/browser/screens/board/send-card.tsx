import { count } from "../../../common/text.js";
import { disconnectLink, reconnectLink } from "../../links/connect.js";
import type { ScreenProps } from "../../page.js";
import { Button } from "../../parts/button.js";
import { Card } from "../../parts/card.js";
import { ConnectButtons } from "../../parts/connect-buttons.js";
import { Progress } from "../../parts/progress.js";
import { openOf } from "../../state/connection.js";
import { isUnderWay, type Sending, type UploadDone } from "../../state/upload.js";
import { send } from "./board-actions.js";
import { WeightsInterrupted } from "./firmware-card.js";

/** Connecting, sending, what became of it, and going on where it was interrupted. */
export function SendCard({ app, state }: ScreenProps) {
  const link = openOf(state.link);
  const { sending, making, weights } = state.upload;
  const lost = state.link.status === "lost";
  const opening = state.link.status === "opening";
  const underWay = isUnderWay(state.upload);
  const again = async (): Promise<void> => {
    if (lost && !(await reconnectLink(app))) return;
    await send(app);
  };
  const ready =
    making.is === "made" && making.facts.of === "module" && making.facts.unfit === undefined;
  return (
    <Card
      title={link ? link.title : "Connect your board"}
      end={
        link &&
        !underWay && (
          <Button size="small" kind="quiet" onClick={() => void disconnectLink(app)}>
            Disconnect
          </Button>
        )
      }
    >
      {!link && weights?.is === "interrupted" && <WeightsInterrupted why={weights.why} />}
      {!link && !lost && <ConnectButtons app={app} state={state} />}
      {!link && lost && sending.is !== "interrupted" && (
        <>
          {weights?.is !== "interrupted" && (
            <p class="bad" role="alert">
              {state.link.status === "lost" && state.link.why}
            </p>
          )}
          <div class="row tight">
            <Button kind="primary" icon="link" onClick={() => void reconnectLink(app)}>
              Connect again
            </Button>
          </div>
        </>
      )}
      {link && !underWay && sending.is !== "interrupted" && (
        <>
          <p>
            The network goes into its Storage piece by piece, each acknowledged. The module that is
            there stays whole until the new one has been read back.
          </p>
          <div class="row tight">
            <Button
              kind={sending.is === "done" ? "quiet" : "primary"}
              size="large"
              icon="upload"
              disabled={!ready}
              onClick={() => void send(app)}
            >
              {sending.is === "done" ? "Put it there again" : "Put it on the board"}
            </Button>
          </div>
        </>
      )}
      <SendingWords
        sending={sending}
        onAgain={() => void again()}
        lost={lost}
        opening={opening}
        {...(lost && { why: state.link.why })}
      />
    </Card>
  );
}

interface SendingWordsProps {
  readonly sending: Sending;
  readonly lost: boolean;
  readonly opening: boolean;
  /** why the line is gone, or could not be opened again */
  readonly why?: string;
  readonly onAgain: () => void;
}

function SendingWords({ sending, lost, opening, why, onAgain }: SendingWordsProps) {
  switch (sending.is) {
    case "idle":
      return null;
    case "asking":
      return <Progress label={`Wait a moment: ${sending.doing} …`} />;
    case "sending":
      return (
        <Progress
          label="Sending"
          share={sending.bytes / sending.total}
          detail={`${count(sending.bytes)} of ${count(sending.total)} bytes`}
        />
      );
    case "checking":
      return <Progress label="All is there: the board restarts, and it is read back …" />;
    case "refused":
      return (
        <p class="bad" role="alert">
          {sending.why}
        </p>
      );
    case "interrupted":
      return (
        <div class="stack tight" role="alert">
          <p class="bad">{why ?? sending.why}</p>
          <p>{whatHolds(sending)}</p>
          <div class="row tight">
            <Button kind="primary" icon="play" disabled={opening} onClick={onAgain}>
              {lost ? "Connect again and go on" : "Go on"}
            </Button>
          </div>
        </div>
      );
    case "done":
      return <Done done={sending.done} />;
  }
}

/** What is on the board after an interruption. */
function whatHolds({ whole, bytes, total }: Extract<Sending, { readonly is: "interrupted" }>) {
  if (whole) return "The module is whole on the board. What came after is done when you go on.";
  const before = "The board still loads what it had before.";
  if (total === 0) return before;
  return `${before} ${count(bytes)} of ${count(total)} bytes were acknowledged; whole files that are there are not sent again.`;
}

const WEIGHTS: Readonly<Record<UploadDone["weights"], string>> = {
  sent: "It begins with the weights that were trained here.",
  kept: "What the board had learnt was kept.",
  none: "It begins with new weights.",
};

function Done({ done: { board, firmware, name, bytes, weights } }: { readonly done: UploadDone }) {
  return (
    <div class="stack tight" role="status">
      <p class="good">
        It is on the {board} ({firmware}), read back byte by byte: {count(bytes)} bytes.
      </p>
      <p>
        {WEIGHTS[weights]} Programs get it by <code>require("{name}")</code>.
      </p>
      <div class="row tight">
        <a class="button primary" href="#teach">
          Watch and teach it
        </a>
      </div>
    </div>
  );
}
