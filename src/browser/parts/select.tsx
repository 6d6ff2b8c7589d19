import type { ComponentChildren } from "preact";
import { Field } from "./field.js";

interface Option<T extends string> {
  readonly value: T;
  readonly text: string;
}

interface SelectProps<T extends string> {
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
  readonly error?: string | undefined;
  readonly options: readonly Option<T>[];
  readonly value: T;
  readonly onChoose: (value: T) => void;
}

/** Many options of which one holds. */
export function Select<T extends string>({
  label,
  hint,
  error,
  options,
  value,
  onChoose,
}: SelectProps<T>) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <select
          {...ids}
          value={value}
          onChange={({ currentTarget }) => onChoose(options[currentTarget.selectedIndex]!.value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
