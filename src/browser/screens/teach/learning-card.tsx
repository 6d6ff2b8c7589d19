import { hex } from "../../../common/hex.js";
import type { ScreenProps } from "../../page.js";
import { Card } from "../../parts/card.js";
import { Figures } from "../../parts/figures.js";
import { Icon } from "../../parts/icon.js";
import type { Loss, Teaching } from "../../state/teaching.js";

/** What it has learnt since one watches, and whether the page's replay has the same bits. */
export function LearningCard({ state: { teaching } }: ScreenProps) {
  const { steps, lessons, losses } = teaching;
  const last = losses.at(-1);
  return (
    <Card title="It learns">
      <Figures
        figures={[
          { name: "lessons", value: lessons },
          { name: "steps in all", value: steps },
          { name: "loss", value: last ? last.loss.toFixed(3) : "–" },
        ]}
      />
      <LossLine losses={losses} />
      <ParityLine teaching={teaching} />
    </Card>
  );
}

const WIDTH = 320;
const HEIGHT = 96;

/** The loss of each step, per observation; before the step. */
function LossLine({ losses }: { readonly losses: readonly Loss[] }) {
  if (losses.length < 2) {
    return <p class="muted small">Its loss from step to step will be drawn here.</p>;
  }
  const most = Math.max(...losses.map(({ loss }) => loss), 1e-6);
  const x = (i: number) => (i / (losses.length - 1)) * WIDTH;
  const y = (loss: number) => HEIGHT - 4 - (loss / most) * (HEIGHT - 8);
  const points = losses.map(({ loss }, i) => `${x(i).toFixed(1)},${y(loss).toFixed(1)}`).join(" ");
  const first = losses[0]!;
  const last = losses.at(-1)!;
  return (
    <figure class="loss-line">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Loss from ${first.loss.toFixed(3)} at step ${first.steps} to ${last.loss.toFixed(3)} at step ${last.steps}`}
      >
        <path class="base" d={`M0 ${HEIGHT - 4}H${WIDTH}`} />
        <polyline points={points} />
      </svg>
      <figcaption class="row spread small muted numbers">
        <span>step {first.steps}</span>
        <span>highest {most.toFixed(3)}</span>
        <span>step {last.steps}</span>
      </figcaption>
    </figure>
  );
}

/** A quiet word on whether both have the same bits. */
function ParityLine({ teaching: { parity, agreed, lost } }: { readonly teaching: Teaching }) {
  return (
    <div class="parity" role="status">
      {parity.is === "same" && (
        <p class="row tight small">
          <span class="good row tight">
            <Icon name="tick" /> same bits, step {parity.steps}
          </span>
          <code class="muted">{hex(parity.hash)}</code>
        </p>
      )}
      {parity.is === "parted" && (
        <p class="row tight small bad">
          <Icon name="error" />
          <span>The bits are not the same any more. {parity.what}</span>
        </p>
      )}
      <p class="muted small">
        {parity.is === "same"
          ? `The page replays every lesson with a copy of its own and compares all weights. ${agreed} guesses agreed to the last bit.`
          : parity.is === "parted"
            ? "Fetch the weights: the page then goes on from what the board has."
            : "Nothing to compare yet."}
        {lost > 0 && ` ${lost} readings were lost on the way.`}
      </p>
    </div>
  );
}
