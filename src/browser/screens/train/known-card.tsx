import { count, percent } from "../../../common/text.js";
import { Button } from "../../parts/button.js";
import { Card } from "../../parts/card.js";
import { Figures } from "../../parts/figures.js";
import type { App } from "../../state/app-state.js";
import type { Trained } from "../../state/project.js";
import { telling } from "../../tell.js";
import { evaluateTrained } from "./run-training.js";

interface KnownProps {
  readonly app: App;
  readonly trained: Trained;
}

/** What was trained before: what is known of it without training it again. */
export function KnownCard({ app, trained }: KnownProps) {
  const { epochs, accuracy, validationLoss } = trained;
  return (
    <Card title="Trained before">
      <Figures
        figures={[
          { name: "Kept epoch", value: count(epochs) },
          ...(accuracy === undefined ? [] : [{ name: "Right", value: percent(accuracy) }]),
          ...(validationLoss === undefined
            ? []
            : [{ name: "Loss, held out", value: validationLoss.toFixed(4) }]),
        ]}
      />
      <div>
        <Button onClick={() => void telling(app, () => evaluateTrained(app))}>
          See how well it does
        </Button>
      </div>
    </Card>
  );
}
