import { count, percent } from "../../../common/text.js";
import { Card } from "../../parts/card.js";
import { Figures } from "../../parts/figures.js";
import type { Trained } from "../../state/project.js";

/** What was trained before: what is known of it without training it again. */
export function KnownCard({ trained }: { readonly trained: Trained }) {
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
    </Card>
  );
}
