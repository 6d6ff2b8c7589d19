import { classColour } from "../../parts/bar.js";
import type { ClassBalance } from "../../state/recordings.js";
import { duration } from "./words.js";

/** How much there is of each class, at a glance and in words. */
export function Balance({ classes }: { readonly classes: readonly ClassBalance[] }) {
  const all = classes.reduce((sum, { readings }) => sum + readings, 0);
  if (all === 0 || classes.length < 2) return null;
  return (
    <div class="stack tight">
      <div class="balance" aria-hidden="true">
        {classes.map(({ label, readings }, i) =>
          readings > 0 ? (
            <span
              key={label}
              style={{ "--class": classColour(i), flexGrow: readings }}
              title={label}
            />
          ) : null,
        )}
      </div>
      <p class="small muted">{sentence(classes)}</p>
    </div>
  );
}

function sentence(classes: readonly ClassBalance[]): string {
  const missing = classes.filter(({ readings }) => readings === 0).map(({ label }) => label);
  if (missing.length > 0) return `Nothing recorded yet: ${missing.join(", ")}.`;
  const short = classes.filter((one) => one.short);
  if (short.length === 0) return "All classes have about as much. That is good for learning.";
  const names = short.map(({ label, seconds }) => `${label} (${duration(seconds)})`).join(", ");
  return `Less than half of the largest class: ${names}. Record more of it, so that the network does not prefer the others.`;
}
