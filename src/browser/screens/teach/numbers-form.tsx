import { useState } from "preact/hooks";
import { Button } from "../../parts/button.js";
import { Field } from "../../parts/field.js";
import type { App } from "../../state/app-state.js";
import type { Teaching } from "../../state/teaching.js";
import { teach } from "./teach-actions.js";

interface NumbersFormProps {
  readonly app: App;
  readonly teaching: Teaching;
}

/** What the numbers were in truth. */
export function NumbersForm({ app, teaching }: NumbersFormProps) {
  const [texts, setTexts] = useState<readonly string[]>(teaching.outputs.map(() => ""));
  const numbers = texts.map((text) => (text.trim() === "" ? Number.NaN : Number(text)));
  const right = numbers.every((one) => Number.isFinite(Math.fround(one)));
  return (
    <form
      class="stack tight"
      onSubmit={(event) => {
        event.preventDefault();
        if (right) teach(app, numbers);
      }}
    >
      {teaching.outputs.map((name, i) => (
        <Field key={name} label={name}>
          {(ids) => (
            <input
              {...ids}
              inputMode="decimal"
              value={texts[i]}
              onInput={({ currentTarget }) =>
                setTexts(texts.map((text, j) => (i === j ? currentTarget.value : text)))
              }
            />
          )}
        </Field>
      ))}
      <div class="row tight">
        <Button type="submit" disabled={!right || teaching.status.is !== "on"}>
          This is right
        </Button>
      </div>
    </form>
  );
}
