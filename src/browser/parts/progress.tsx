import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface ProgressProps {
  readonly label: ComponentChildren;
  /** from 0 to 1; left out while nobody knows */
  readonly share?: number | undefined;
  /** at the end of the label's line: "12 of 60 epochs" */
  readonly detail?: ComponentChildren;
}

/** How far something is. */
export function Progress({ label, share, detail }: ProgressProps) {
  const id = useId();
  return (
    <div class="progress">
      <div class="row spread">
        <label for={id}>{label}</label>
        {detail && <span class="muted small numbers">{detail}</span>}
      </div>
      <progress id={id} max={1} {...(share !== undefined && { value: share })} />
    </div>
  );
}
