import { useState } from "preact/hooks";
import type { ScreenProps } from "../page.js";
import { connectSource } from "../sources/connect-source.js";
import { SOURCES, type SourceKind } from "../sources/sources.js";
import { BoardChoice } from "./board-choice.js";
import { Button } from "./button.js";
import type { IconName } from "./icon.js";

const ICONS: Readonly<Record<SourceKind["kind"], IconName>> = {
  demo: "wand",
  motion: "phone",
  espruino: "board",
};

/** All kinds of sources: a button for each that this browser has, and a sentence for the others. */
export function ConnectMenu({ app, state }: ScreenProps) {
  const [choosing, choose] = useState(false);
  return (
    <ul class="plain grid" aria-label="Where readings can come from">
      {SOURCES.map((kind) => (
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
