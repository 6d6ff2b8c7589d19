import type { ComponentChildren } from "preact";

interface Figure {
  readonly name: string;
  readonly value: ComponentChildren;
}

/** Numbers large enough to be read from afar, each with its name. */
export function Figures({ figures }: { readonly figures: readonly Figure[] }) {
  return (
    <dl class="figures">
      {figures.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
