import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Field } from "./field.js";

interface NumberFieldProps {
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  /** whole numbers only, unless it is left out */
  readonly fractions?: boolean;
  readonly onNumber: (value: number) => void;
}

/** A number that counts as one types; what is none, or out of range, does not count and is said. */
export function NumberField({
  label,
  hint,
  value,
  least,
  most,
  fractions,
  onNumber,
}: NumberFieldProps) {
  const [typed, setTyped] = useState<string>();
  const text = typed ?? String(value);
  const wrong = typed !== undefined && !isRight(typed);
  function isRight(written: string): boolean {
    const number = Number(written);
    const whole = fractions || Number.isInteger(number);
    return written.trim() !== "" && whole && number >= least && number <= most;
  }
  const kind = fractions ? "a number" : "a whole number";
  const error = wrong
    ? `Got ${typed || "nothing"}, expected ${kind} from ${least} to ${most}.`
    : undefined;
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <input
          {...ids}
          type="text"
          inputMode={fractions ? "decimal" : "numeric"}
          autocomplete="off"
          value={text}
          onInput={({ currentTarget }) => {
            setTyped(currentTarget.value);
            if (isRight(currentTarget.value)) onNumber(Number(currentTarget.value));
          }}
          onBlur={() => setTyped(undefined)}
        />
      )}
    </Field>
  );
}
