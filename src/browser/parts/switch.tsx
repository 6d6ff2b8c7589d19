import type { ComponentChildren } from "preact";

interface SwitchProps {
  readonly on: boolean;
  readonly onSwitch: (on: boolean) => void;
  readonly disabled?: boolean;
  readonly children: ComponentChildren;
}

/** Something that is on or off, at once. */
export function Switch({ on, onSwitch, disabled = false, children }: SwitchProps) {
  return (
    <button
      type="button"
      class="switch"
      role="switch"
      aria-checked={on}
      disabled={disabled}
      onClick={() => onSwitch(!on)}
    >
      <span class="track" aria-hidden="true" />
      <span>{children}</span>
    </button>
  );
}
