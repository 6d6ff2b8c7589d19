import type { ComponentChildren } from "preact";

interface BarProps {
  readonly label: ComponentChildren;
  /** from 0 to 1 */
  readonly share: number;
  /** the share as people read it: "82 %" */
  readonly value: string;
  /** of the class, for its colour */
  readonly index?: number;
  readonly tall?: boolean;
}

/** The colour that goes with a class's name: a value for the style `--class`. */
export const classColour = (index: number): string => `var(--class-${index % 8})`;

/** A share with its name and its value beside it. */
export function Bar({ label, share, value, index, tall = false }: BarProps) {
  const width = `${Math.min(Math.max(share, 0), 1) * 100}%`;
  return (
    <div
      class="labelled-bar"
      {...(index !== undefined && { style: { "--class": classColour(index) } })}
    >
      <span class="row tight">
        {index !== undefined && <span class="dot" />}
        {label}
      </span>
      <span class="numbers muted">{value}</span>
      <div class={tall ? "bar tall" : "bar"} aria-hidden="true">
        <span style={{ width }} />
      </div>
    </div>
  );
}
