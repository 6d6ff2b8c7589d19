import type { Importances } from "../../../common/report/importance.js";
import { Bar } from "../../parts/bar.js";
import { Card } from "../../parts/card.js";

/** What it relies on. */
export function ImportanceCard({ importances }: { readonly importances: readonly Importances[] }) {
  if (importances.length === 0) return null;
  return (
    <Card class="came-to" title="What it relies on">
      <p class="small muted">
        How much the loss rises when the values of one are those of other readings, so that they say
        nothing.
      </p>
      {importances.map(({ title, groups }) => {
        const most = Math.max(...groups.map(({ rise }) => rise), Number.MIN_VALUE);
        return (
          <div key={title} class="stack tight">
            <h4>{title}</h4>
            {groups.map(({ name, rise }) => (
              <Bar key={name} label={name} share={rise / most} value={signed(rise)} />
            ))}
          </div>
        );
      })}
    </Card>
  );
}

const signed = (rise: number): string => `${rise < 0 ? "−" : "+"}${Math.abs(rise).toFixed(3)}`;
