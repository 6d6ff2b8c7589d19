import type { ScreenProps } from "../../page.js";
import { Card } from "../../parts/card.js";
import { Select } from "../../parts/select.js";

/** Of imported files: which column holds what is to be learnt. */
export function LabelCard({ app, state }: ScreenProps) {
  const { project, design } = state;
  const { imported } = project;
  const { candidates = [], labels = [] } = design.data ?? {};
  if (!imported || candidates.length === 0) return null;
  const none = { value: "", text: "Choose a column" };
  const options = candidates.map((value) => ({ value, text: value }));
  const [chosen = ""] = labels;
  return (
    <Card title="What to learn">
      {chosen === "" && <p>Which column of the file holds what the network is to tell?</p>}
      <Select
        label="Column with the label"
        options={chosen === "" ? [none, ...options] : options}
        value={chosen}
        onChoose={(label) =>
          app.update(({ ...now }) => {
            const { network: _, ...rest } = now.project;
            const labels = label === "" ? [] : [label];
            return {
              ...now,
              project: { ...rest, imported: { ...imported, labels }, changed: Date.now() },
            };
          })
        }
      />
    </Card>
  );
}
