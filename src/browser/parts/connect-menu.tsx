import { useState } from "preact/hooks";
import type { ScreenProps } from "../page.js";
import { connectSource } from "../sources/connect-source.js";
import { SOURCES, type SourceKind, type SourceName } from "../sources/sources.js";
import { BoardChoice } from "./board-choice.js";
import { Button } from "./button.js";
import type { IconName } from "./icon.js";

const ICONS: Readonly<Record<SourceKind["kind"], IconName>> = {
  demo: "wand",
  motion: "phone",
  espruino: "board",
};

interface ConnectMenuProps extends ScreenProps {
  /** a kind that is offered elsewhere */
  readonly without?: SourceName;
}

/** All kinds of sources: a button for each that this browser has, and a sentence for the others. */
export function ConnectMenu({ app, state, without }: ConnectMenuProps) {
  const [choosing, choose] = useState(false);
  const kinds = SOURCES.filter(({ kind }) => kind !== without);
  return (
    <ul class="plain grid" aria-label="Where readings can come from">
      {kinds.map((kind) => (
        <li key={kind.kind} class="stack tight">
          <KindButton
            kind={kind}
            {...(kind.overLink && { expanded: choosing })}
            onChoose={() => {
              if (kind.overLink) choose(!choosing);
              else void connectSource(app, kind.kind);
            }}
          />
          {kind.overLink && choosing && <BoardChoice app={app} state={state} />}
        </li>
      ))}
    </ul>
  );
}

interface KindButtonProps {
  readonly kind: SourceKind;
  /** whether what else is to be chosen is shown; left out where nothing is */
  readonly expanded?: boolean;
  readonly onChoose: () => void;
}

function KindButton({ kind, expanded, onChoose }: KindButtonProps) {
  const available = kind.available();
  const about = `about-${kind.kind}`;
  return (
    <>
      <Button
        icon={ICONS[kind.kind]}
        disabled={available !== true}
        aria-describedby={about}
        {...(expanded !== undefined && { "aria-expanded": expanded })}
        onClick={onChoose}
      >
        {kind.title}
      </Button>
      <span id={about} class="small muted">
        {available === true ? kind.description : available}
      </span>
    </>
  );
}
