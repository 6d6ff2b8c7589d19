import { useState } from "preact/hooks";
import { Choices } from "../../parts/choices.js";
import type { Take } from "../../state/recorder.js";
import type { Live } from "./live.js";

interface MovementChoiceProps {
  readonly movements: NonNullable<Live["movements"]>;
  readonly take: Take;
}

/** What the demonstration's hand does. While a class of that name is recorded, it does that one. */
export function MovementChoice({ movements, take }: MovementChoiceProps) {
  const [, chose] = useState(0);
  const asked = take.status === "recording" ? take.label : undefined;
  return (
    <div class="row tight">
      <span class="small muted">Now it moves like this:</span>
      <Choices
        label="Made-up movement"
        value={asked !== undefined && movements.names.includes(asked) ? asked : movements.now()}
        options={movements.names.map((name) => ({ value: name, text: name }))}
        onChoose={(name) => {
          movements.choose(name);
          chose((times) => times + 1);
        }}
      />
    </div>
  );
}
