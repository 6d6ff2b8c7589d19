import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface CardProps {
  readonly title?: ComponentChildren;
  /** at the end of the title's line: buttons, badges */
  readonly end?: ComponentChildren;
  readonly class?: string;
  readonly children?: ComponentChildren;
}

/** What belongs together, under a heading of the third level. */
export function Card({ title, end, class: more, children }: CardProps) {
  const id = useId();
  return (
    <section
      class={more ? `card ${more}` : "card"}
      {...(title !== undefined && { "aria-labelledby": id })}
    >
      {title !== undefined && (
        <div class="card-head">
          <h3 id={id}>{title}</h3>
          {end && <div class="row tight">{end}</div>}
        </div>
      )}
      {children}
    </section>
  );
}
