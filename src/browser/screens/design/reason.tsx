import type { AppState } from "../../state/app-state.js";
import { reasonFor } from "../../state/design.js";

interface ReasonProps {
  readonly state: AppState;
  /** of the network file */
  readonly field: string;
}

/** Why something is as it was chosen. */
export function Reason({ state, field }: ReasonProps) {
  const reason = reasonFor(state, field);
  return reason === undefined ? null : (
    <p class="reason muted small">
      <strong>Why: </strong>
      {reason}.
    </p>
  );
}
