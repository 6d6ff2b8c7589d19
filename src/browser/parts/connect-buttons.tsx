import { connectLink } from "../links/connect.js";
import { LINKS, type LinkName } from "../links/links.js";
import type { ScreenProps } from "../page.js";
import { Button } from "./button.js";

interface ConnectButtonsProps extends ScreenProps {
  /** the one way that does for what is meant; all when left out */
  readonly only?: LinkName;
}

/** The ways to reach a board, and what became of the last try. */
export function ConnectButtons({ app, state, only }: ConnectButtonsProps) {
  const { link } = state;
  const kinds = LINKS.filter(({ name }) => only === undefined || name === only);
  const ways = kinds.map((kind) => ({ kind, available: kind.available() }));
  const why = new Set(ways.flatMap(({ available }) => (available === true ? [] : [available])));
  return (
    <div class="stack tight">
      <div class="row tight">
        {ways.map(({ kind, available }) => (
          <Button
            key={kind.name}
            icon={kind.name === "espruino-bluetooth" ? "bluetooth" : "cable"}
            disabled={available !== true || link.status === "opening"}
            onClick={() => void connectLink(app, kind.name)}
          >
            {kind.title}
          </Button>
        ))}
      </div>
      {[...why].map((sentence) => (
        <p key={sentence} class="muted small">
          {sentence}
        </p>
      ))}
      <p role="status" class={"why" in link && link.why !== undefined ? "bad" : "muted"}>
        {link.status === "opening"
          ? `Connecting: ${link.title} …`
          : "why" in link && link.why !== undefined
            ? link.why
            : ""}
      </p>
    </div>
  );
}
