import { useState } from "preact/hooks";
import type { Movements } from "../sources/source.js";
import { Choices } from "./choices.js";

interface MovementButtonsProps {
  readonly movements: Movements;
}

/** What goes on at a source that is made up. */
export function MovementButtons({ movements }: MovementButtonsProps) {
  const [, chose] = useState(0);
  return (
    <div class="row tight">
      <span class="small muted">Now it moves like this:</span>
      <Choices
        label="Made-up movement"
        value={movements.now()}
        options={movements.names.map((name) => ({ value: name, text: name }))}
        onChoose={(name) => {
          movements.choose(name);
          chose((times) => times + 1);
        }}
      />
    </div>
  );
}
