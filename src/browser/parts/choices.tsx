interface ChoicesProps<T extends string> {
  /** what is chosen */
  readonly label: string;
  readonly options: readonly { readonly value: T; readonly text: string }[];
  readonly value: T;
  readonly onChoose: (value: T) => void;
}

/** Few options of which one holds, all to be seen. */
export function Choices<T extends string>({ label, options, value, onChoose }: ChoicesProps<T>) {
  return (
    <fieldset class="choices" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          class="button small"
          aria-pressed={option.value === value}
          onClick={() => onChoose(option.value)}
        >
          {option.text}
        </button>
      ))}
    </fieldset>
  );
}
